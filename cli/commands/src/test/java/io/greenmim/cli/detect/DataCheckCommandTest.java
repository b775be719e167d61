package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.detect.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataCheckCommandTest extends CommandTestCase {

  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void drawImages() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    BufferedImage picture = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(picture, "png", images.resolve("a.png").toFile());
    ImageIO.write(picture, "png", images.resolve("b.png").toFile());
  }

  private List<String> lines() {
    return out.lines().toList();
  }

  private Path annotations(String heightOfB, String annotations) throws IOException {
    return Files.writeString(
        folder.resolve("instances.json"),
        """
        {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80},
                    {"id": 2, "file_name": "b.png", "width": 100, "height": %s}],
         "annotations": [%s],
         "categories": [{"id": 3, "name": "cat"}]}
        """
            .formatted(heightOfB, annotations));
  }

  private static String annotation(int id, String category) {
    return """
    {"id": %d, "image_id": 1, "category_id": %s, "bbox": [1, 2, 30, 40], "area": 9}
    """
        .formatted(id, category);
  }

  @Test
  void praisesWhatIsSound() throws IOException {
    Path file = annotations("80", annotation(1, "3"));

    run("data", "check", file, "--images", images);

    assertEquals(0, exitCode, err);
    assertEquals(List.of(file + ": 2 images, 1 annotation, 1 category", "No fault."), lines());
  }

  @Test
  void groupsFaultsByReason() throws IOException {
    String many =
        IntStream.rangeClosed(1, 10_000)
            .mapToObj(id -> annotation(id, "4"))
            .collect(Collectors.joining(","));
    Path file = annotations("90", many + "," + annotation(10_001, "3"));
    Path json = folder.resolve("faults.json");

    run("data", "check", file, "--images", images, "--show", 2, "--json", json);

    assertEquals(1, exitCode, err);
    assertEquals(
        List.of(
            file + ": 2 images, 10,001 annotations, 1 category",
            "",
            "unknown category: 10,000, skipped",
            "  annotation 1 (a.png): expected the id of a category, got 4",
            "  annotation 2 (a.png): expected the id of a category, got 4",
            "  ... and 9,998 more",
            "",
            "image file of another size than in the annotations: 1, skipped",
            "  image 2 (b.png): expected 100 x 90 pixels, got an image file of 100 x 80; skipped"
                + " with 0 annotations",
            "",
            "10,001 faults; usable: 1 image, 1 annotation, 1 category"),
        lines());
    JsonObject all = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    JsonArray faults = all.getAsJsonArray("faults");
    assertEquals(10_001, faults.size());
    JsonObject first = faults.get(0).getAsJsonObject();
    assertEquals("unknown_category", first.get("kind").getAsString());
    assertEquals("annotation", first.get("subject").getAsString());
    assertEquals(1, first.get("id").getAsLong());
    assertEquals("a.png", first.get("file").getAsString());
    assertEquals("skipped", first.get("treatment").getAsString());
    assertEquals(1, all.getAsJsonObject("usable").get("annotations").getAsInt());
    assertEquals(2, all.getAsJsonObject("entries").get("images").getAsInt());
  }

  @Test
  void saysWhereAMissingFileIs() throws IOException {
    Path file = annotations("80", annotation(1, "3"));
    Files.createDirectory(images.resolve("in"));
    Files.move(images.resolve("b.png"), images.resolve("in/b.png"));

    run("data", "check", file, "--images", images);

    assertEquals(1, exitCode, err);
    assertTrue(
        lines()
            .contains(
                "  image 2 (b.png): expected an image file at %s, found none; there is one of the"
                        .formatted(images.resolve("b.png"))
                    + " same last name, %s; skipped with 0 annotations"
                        .formatted(images.resolve("in/b.png"))),
        out);
  }

  @ParameterizedTest
  @CsvSource({
    "string-iscrowd1, number written as a text",
    "same-file-twice, two image entries of one file",
    "same-name-twice, two categories of one name",
    "area-list, area missing or no finite number",
    "flat-polygon, segmentation is neither polygons nor run lengths",
    "no-size, field of an image missing or of the wrong type",
    "rle-string-size, number written as a text",
    "gt-crowd-rle-list, all 2 annotations are crowds",
    "bom, No fault.",
    "null-info, No fault.",
  })
  void namesTheFaultsOfRealCases(String name, String told) {
    Path file = Shared.file("cases/coco/" + name + ".json");

    if (name.startsWith("gt")) {
      run("data", "check", file);
    } else {
      run("data", "check", file, "--images", file.getParent());
      int faults = told.equals("No fault.") ? 0 : 1;
      assertEquals(faults, exitCode, err);
      assertTrue(faults == 0 || out.contains("1 fault; usable: "), out);
    }

    assertTrue(out.contains(told), out);
    assertTrue(out.contains("annotation"), out);
  }

  @Test
  void saysWhenFilesWereNotLookedAt() throws IOException {
    run("data", "check", annotations("90", annotation(1, "3")));

    assertEquals(0, exitCode, err);
    assertEquals("The image files were not looked at; --images DIR does.", lines().get(2));
  }

  @Test
  void refusesATruncatedFileInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("cut.json"), "{\"images\": [{\"id\"");

    run("data", "check", file);

    assertEquals(1, exitCode);
    assertTrue(
        err.startsWith(
            "greenmim: " + file + ": expected a COCO annotation file, got a truncated one"),
        err);
    assertEquals(1, err.lines().count());
  }

  @Test
  void refusesWrongUsage() throws IOException {
    Path file = annotations("80", "");

    run("data", "check", file, "--images", file);
    assertEquals(2, exitCode);
    assertTrue(err.startsWith("greenmim: --images: expected a folder, got " + file), err);
    run("data", "check", file, "--show", "-1");
    assertTrue(err.startsWith("greenmim: --show: expected a number from 0, got -1"), err);
    run("data", "check", file, "--json", folder);
    assertTrue(err.startsWith("greenmim: --json: expected a file, got the folder"), err);
    run("data");
    assertTrue(err.startsWith("greenmim: a command is missing: data check"), err);
  }

  @Test
  void documentsItsExitCodes() {
    run("data", "check", "--help");

    assertEquals(0, exitCode);
    String help = out;
    assertTrue(help.contains("  0     no fault"), help);
    assertTrue(help.contains("  1     something is faulty"), help);
    assertTrue(help.contains("  143   ended by SIGTERM"), help);
  }
}
