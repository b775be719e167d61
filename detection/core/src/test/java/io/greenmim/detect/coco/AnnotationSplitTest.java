package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotationSplitTest {

  private static final String CATEGORIES = "\"categories\":[{\"id\":3,\"name\":\"person\"}]";

  @TempDir private Path folder;

  private Path file(String name, int images, String rest) throws IOException {
    StringBuilder text = new StringBuilder("{\"info\":{\"year\":1},\"images\":[");
    for (int i = 0; i < images; i++) {
      String entry =
          "{\"id\":%s,\"file_name\":\"%s.png\",\"width\":9,\"height\":9,\"licence\":7}"
              .formatted(10 + i, i);
      text.append(i == 0 ? "" : ",").append(entry);
    }
    text.append("],\"annotations\":[");
    for (int i = 0; i < 2 * images; i++) {
      String entry =
          "{\"id\":%s,\"image_id\":%s,\"category_id\":3,\"bbox\":[%s,0,1,1.50],\"area\":1.5}"
              .formatted(100 + i, 10 + i / 2, i % 8);
      text.append(i == 0 ? "" : ",").append(entry);
    }
    return Files.writeString(folder.resolve(name), text.append("],").append(rest) + "}");
  }

  private static AnnotationSplit.Source plain(Path file) {
    return new AnnotationSplit.Source(file, "");
  }

  private static List<JsonObject> list(Path file, String name) throws IOException {
    JsonObject read = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    return StreamSupport.stream(read.getAsJsonArray(name).spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  @Test
  void everyImageIsValidatedOnOnceWithItsAnnotations() throws IOException {
    Path all = file("all.json", 7, CATEGORIES);
    AnnotationSplit split = AnnotationSplit.read(List.of(plain(all)));
    List<AnnotationSplit.Part> folds = split.folds(3, 5);
    assertEquals(List.of(2, 2, 3), folds.stream().map(part -> part.val().size()).toList());
    Set<Long> seen = new TreeSet<>();
    for (AnnotationSplit.Part part : folds) {
      seen.addAll(part.val());
      assertEquals(7, part.train().size() + part.val().size());
      Path written = folder.resolve("part.json");
      split.write(written, part.val());
      List<JsonObject> expected =
          list(all, "annotations").stream()
              .filter(entry -> part.val().contains(entry.get("image_id").getAsLong()))
              .toList();
      assertEquals(expected, list(written, "annotations"), "as they stand");
      assertEquals(list(all, "categories"), list(written, "categories"));
      assertEquals(7, list(written, "images").get(0).get("licence").getAsInt());
    }
    assertEquals(Set.of(10L, 11L, 12L, 13L, 14L, 15L, 16L), seen);
    assertEquals(folds, split.folds(3, 5), "the seed decides");
    assertEquals(7, CocoDataset.read(all).images().size());
  }

  @Test
  void severalFilesAreNumberedAnew() throws IOException {
    Path one = file("one.json", 2, CATEGORIES);
    Path two = file("two.json", 3, CATEGORIES);
    AnnotationSplit split =
        AnnotationSplit.read(
            List.of(new AnnotationSplit.Source(one, "a/"), new AnnotationSplit.Source(two, "b/")));
    assertEquals(5, split.size());
    Path written = folder.resolve("part.json");
    split.write(written, Set.of(2L, 3L));
    CocoDataset read = CocoDataset.read(written);
    assertEquals(
        List.of("a/1.png", "b/0.png"), read.images().stream().map(CocoImage::fileName).toList());
    assertEquals(List.of(), read.readFaults());
    assertEquals(2, read.annotations(0).size());
    assertEquals(2, read.annotations(1).size());
    assertEquals(
        List.of(1L, 2L, 3L, 4L),
        list(written, "annotations").stream().map(entry -> entry.get("id").getAsLong()).toList());
  }

  @Test
  void whatCannotBeCutIsNamed() throws IOException {
    Path all = file("all.json", 4, CATEGORIES);
    AnnotationSplit split = AnnotationSplit.read(List.of(plain(all)));
    assertFails(
        "folds: expected a number from 2 to 4, the number of images, got 5",
        () -> split.folds(5, 0));
    assertFails(
        "val: expected a number from 1 to 3, one less than there are images, got 4",
        () -> split.holdOut(4, 0));
    assertEquals(3, split.holdOut(3, 0).val().size());
    Path other = file("other.json", 2, "\"categories\":[{\"id\":4,\"name\":\"dog\"}]");
    assertFails(
        other + ": expected the categories of " + all + ", got others",
        () -> AnnotationSplit.read(List.of(plain(all), plain(other))));
    Path results = Files.writeString(folder.resolve("results.json"), "[]");
    assertFails(
        results + ": expected a COCO annotation file, an object",
        () -> AnnotationSplit.read(List.of(plain(results))));
    Path bare =
        Files.writeString(folder.resolve("bare.json"), "{\"images\":[]," + CATEGORIES + "}");
    assertFails(
        bare + ": expected a COCO annotation file with a list annotations, got none",
        () -> AnnotationSplit.read(List.of(plain(bare))));
    Path twice =
        Files.writeString(
            folder.resolve("twice.json"),
            Files.readString(all).replace("\"id\":11,", "\"id\":10,"));
    assertFails(
        twice + ": expected one image 10, got two of this id",
        () -> AnnotationSplit.read(List.of(plain(twice))));
  }

  private static void assertFails(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(Exception.class, action).getMessage());
  }
}
