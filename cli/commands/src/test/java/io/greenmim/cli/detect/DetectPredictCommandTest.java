package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.GreenMim;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.train.scene.SyntheticScenes;
import io.greenmim.weights.ConfigFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Uses a small detector with drawn weights on drawn scenes. */
class DetectPredictCommandTest extends CommandTestCase {

  @TempDir private Path folder;
  private Path annotations;
  private Path images;
  private Path run;
  private Path output;

  @BeforeEach
  void makeDetectorAndScenes() throws IOException {
    annotations = folder.resolve("scenes.json");
    images = folder.resolve("images");
    run = folder.resolve("run");
    output = folder.resolve("found");
    SceneDataset.write(images, annotations, 1, 3);
    save(run, scenes());
  }

  static List<Category> scenes() {
    List<Category> categories = new ArrayList<>();
    for (String kind : SyntheticScenes.kinds()) {
      categories.add(new Category(categories.size() + 1, kind));
    }
    return categories;
  }

  static void save(Path folder, List<Category> categories) throws IOException {
    DetectorConfig config =
        SyntheticDetector.config(categories, false, new MaskHeadConfig(14, 5, false));
    DetectorFolder.save(folder, config, SyntheticDetector.undecided(config));
  }

  private void predict(Object... more) {
    runWith(List.of("detect", "predict", "--short-side", "96"), more);
  }

  private void predict(Path model) {
    predict("--model", model, "--images", images, "--output", output);
  }

  private void assertOneLine(String expected) {
    assertEquals(1, exitCode, out);
    assertEquals("greenmim: " + expected, err);
    assertFalse(Files.exists(output), "something was written");
  }

  @Test
  void writesPicturesAndDetections() throws IOException {
    Path inner = Files.createDirectories(images.resolve("a/b"));
    Files.move(images.resolve("scene-0001.png"), inner.resolve("moved.png"));

    predict("--model", run, "--images", images, "--output", output, "--threshold", 0.1);

    assertEquals(0, exitCode, err);
    CocoDataset listed = CocoDataset.read(output.resolve("images.json"));
    assertEquals(
        List.of("a/b/moved.png", "scene-0000.png", "scene-0002.png"),
        listed.images().stream().map(CocoImage::fileName).toList());
    assertEquals(List.of(1L, 2L, 3L), listed.images().stream().map(CocoImage::id).toList());
    assertEquals(scenes(), listed.categories());
    List<CocoResult> found = CocoResults.read(output.resolve("detections.json"));
    Map<Long, Long> each =
        found.stream().collect(Collectors.groupingBy(CocoResult::imageId, Collectors.counting()));
    assertEquals(List.of(1L, 2L, 3L), List.copyOf(each.keySet()));
    assertTrue(found.stream().allMatch(result -> result.mask().isPresent()));
    assertTrue(found.stream().allMatch(result -> result.mask().get().width() == 256));
    assertTrue(out.startsWith(found.size() + " objects in 3 images, "), out);
    for (CocoImage image : listed.images()) {
      Path picture = output.resolve(image.fileName() + ".png");
      assertEquals(256, ImageIO.read(picture.toFile()).getWidth());
      assertTrue(Files.mismatch(picture, images.resolve(image.fileName())) >= 0);
    }
  }

  @Test
  void prefersTheBestWeightsOfARun() throws IOException {
    save(run.resolve("best"), scenes().subList(0, 1));

    predict(run);

    assertEquals(0, exitCode, err);
    assertEquals(
        scenes().subList(0, 1), CocoDataset.read(output.resolve("images.json")).categories());
  }

  @Test
  void looksAtOneFile() throws IOException {
    Path file = images.resolve("scene-0002.png");

    predict("--model", run, "--images", file, "--output", output, "--flip", "--long-side", 90);

    assertEquals(0, exitCode, err);
    assertTrue(Files.exists(output.resolve("scene-0002.png.png")));
    assertEquals(1, CocoDataset.read(output.resolve("images.json")).images().size());
  }

  @Test
  void picturesShowTheChannelsThatAreChosen() throws IOException {
    Path file = images.resolve("scene-0002.png");
    predict(
        "--model",
        run,
        "--images",
        file,
        "--output",
        output,
        "--threshold",
        1,
        "--picture-channels",
        3);
    assertEquals(0, exitCode, err);
    BufferedImage shown = ImageIO.read(output.resolve("scene-0002.png.png").toFile());
    BufferedImage scene = ImageIO.read(file.toFile());
    for (int x = 0; x < scene.getWidth(); x++) {
      assertEquals((scene.getRGB(x, 9) & 0xff) * 0x10101, shown.getRGB(x, 9) & 0xffffff);
    }
  }

  @Test
  void limitsOfImagesAreOptions() {
    predict("--model", run, "--images", images, "--output", output, "--max-image-pixels", 99);
    assertEquals(1, exitCode, out);
    assertTrue(err.contains("the limit of --max-image-pixels is 99 in all"), err);
  }

  @Test
  void goesOnAfterImagesThatCannotBeRead() throws IOException {
    Files.writeString(images.resolve("scene-0001.png"), "no picture");

    predict(run);

    assertEquals(1, exitCode, out);
    assertTrue(err.startsWith("skipped scene-0001.png: not a JPEG, PNG, BMP"), err);
    assertTrue(
        Files.readString(output.resolve("unreadable.txt"))
            .startsWith("scene-0001.png\tnot a JPEG"));
    assertTrue(out.contains("; 1 unreadable; "), out);
    List<Long> ids =
        CocoDataset.read(output.resolve("images.json")).images().stream()
            .map(CocoImage::id)
            .toList();
    assertEquals(List.of(1L, 3L), ids);
  }

  @Test
  void looksAtImagesOfExtremeShapes() throws IOException {
    Path extreme = Files.createDirectories(folder.resolve("extreme"));
    int[][] sizes = {{1, 1}, {3000, 1}, {1, 3000}, {2, 5000}};
    for (int[] size : sizes) {
      BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
      String name = "%s-%s.png".formatted(size[0], size[1]);
      ImageIO.write(image, "png", extreme.resolve(name).toFile());
    }

    predict("--model", run, "--images", extreme, "--output", output);

    assertEquals(0, exitCode, err);
    assertEquals(4, CocoDataset.read(output.resolve("images.json")).images().size());
  }

  @Test
  void evaluationReadsWhatIsWritten() throws IOException {
    predict("--model", run, "--images", images, "--annotations", annotations, "--output", output);
    assertEquals(0, exitCode, err);

    CommandLine line = GreenMim.commandLine();
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text, true));
    Path detections = output.resolve("detections.json");
    int code =
        line.execute(
            "detect", "evaluate", "--annotations=" + annotations, "--results=" + detections);

    assertEquals(0, code);
    assertTrue(text.toString().contains("Masks"), text::toString);
  }

  @Test
  void namesAnImageThatIsMissingAndWhereOneOfItsNameIs() throws IOException {
    Path inner = Files.createDirectories(images.resolve("in/ner"));
    Files.move(images.resolve("scene-0000.png"), inner.resolve("scene-0000.png"));
    String text = Files.readString(annotations).replace("scene-0002.png", "no\\u0000name.png");
    Files.writeString(annotations, text);

    predict("--model", run, "--images", images, "--annotations", annotations, "--output", output);

    assertEquals(1, exitCode, out);
    assertTrue(err.contains("skipped scene-0000.png: expected an image file at "), err);
    assertTrue(err.contains(inner.resolve("scene-0000.png").toString()), err);
    assertTrue(err.contains("as no file can have this name"), err);
    assertTrue(out.contains("; 2 unreadable; "), out);
    assertTrue(Files.exists(output.resolve("scene-0001.png.png")));
  }

  @Test
  void refusesAnnotationsOfWhichNoImageIsThere() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    predict("--model", run, "--images", empty, "--annotations", annotations, "--output", output);

    assertEquals(1, exitCode, out);
    assertTrue(err.startsWith("greenmim: none of the 3 images of " + annotations), err);
    assertTrue(err.contains(empty.resolve("scene-0000.png").toString()), err);
    assertFalse(Files.exists(output), "something was written");
  }

  @Test
  void refusesOtherModels() throws IOException {
    Path encoder = Files.createDirectories(folder.resolve("encoder"));
    ConfigFile.write(
        encoder.resolve("config.json"),
        ModelConfig.of("swin_x", SyntheticDetector.ENCODER, HeadConfig.NONE));
    predict(encoder);
    assertOneLine(encoder + ": expected a detector, got swin_x, an encoder");

    Path classifier = Files.createDirectories(folder.resolve("classifier"));
    ConfigFile.write(
        classifier.resolve("config.json"),
        ModelConfig.of("swin_y", SyntheticDetector.ENCODER, new ClassifierConfig(3)));
    predict(classifier);
    assertOneLine(classifier + ": expected a detector, got swin_y, a classifier");

    predict(images);
    assertOneLine(images + ": expected the folder of a run or a model, found no config.json in it");

    predict(annotations);
    assertOneLine(
        annotations
            + ": expected the folder of a run or a model, got a file; 'greenmim checkpoint"
            + " convert' makes a folder of a checkpoint");
  }

  @Test
  void refusesWhatHoldsNoImages() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    predict("--model", run, "--images", empty, "--output", output);
    assertOneLine("no image under " + empty + "; expected files in JPEG, PNG, BMP, WebP or TIFF");

    predict("--model", run, "--images", folder.resolve("none"), "--output", output);
    assertOneLine(
        "expected an image or a folder of images, got %s, which does not exist"
            .formatted(folder.resolve("none")));
  }

  @Test
  void refusesAnOutputAmongTheImages() {
    output = images.resolve("found");

    predict(run);

    assertOneLine(
        "--output: expected a folder outside of %s, whose images it would add to, got %s"
            .formatted(images, output));
  }

  @Test
  void refusesNamesThatLeaveTheOutput() throws IOException {
    String text = Files.readString(annotations).replace("scene-0001.png", "../scenes.png");
    Files.writeString(annotations, text);

    predict("--model", run, "--images", images, "--annotations", annotations, "--output", output);

    assertOneLine("image 2: expected a path below the folder of images, got ../scenes.png");
  }

  @Test
  void refusesAnnotationsOfOtherCategories() throws IOException {
    save(run, scenes().subList(0, 4));

    predict("--model", run, "--images", images, "--annotations", annotations, "--output", output);

    assertOneLine(
        annotations
            + ": expected the 4 categories of the detector, got 5; class 4: expected no more, got "
            + scenes().get(4));
  }

  @Test
  void refusesNumbersOutOfRange() {
    predict("--model", run, "--images", images, "--output", output, "--threshold", "1.5");
    assertOneLine("--threshold: expected a number in [0, 1], got 1.5");

    predict("--model", run, "--images", images, "--output", output, "--scales", "96,128");
    assertOneLine("expected either --short-side or --scales, got both");
  }
}
