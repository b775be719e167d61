package io.greenmim.train.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions in each of the forms, and what may be wrong with them. */
class CaptionFileTest {

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void images() throws IOException {
    for (String name : List.of("a.png", "b.png", "c.png")) {
      Files.write(folder.resolve(name), new byte[] {1});
    }
  }

  private CaptionedImages read(String text) throws IOException {
    Path file = folder.resolve("captions.txt");
    Files.writeString(file, text);
    return CaptionFile.read(file, folder, told::add);
  }

  private String refused(String text) {
    return assertThrows(DataException.class, () -> read(text))
        .getMessage()
        .replace(folder.toString(), "DIR");
  }

  private static List<List<Integer>> captions(CaptionedImages data) {
    return data.images().stream().map(CaptionedImage::captions).toList();
  }

  @Test
  void cocoJsonIsRead() throws IOException {
    CaptionedImages data =
        read(
            """
            {"info": {}, "images": [{"id": 7, "file_name": "b.png"}, {"id": 3, "file_name": "a.png"}],
             "annotations": [{"id": 1, "image_id": 3, "caption": "A cat."},
              {"id": 2, "image_id": 7, "caption": "A dog."}, {"id": 4, "image_id": 3, "caption": "One cat."}]}
            """);
    assertEquals(List.of("a.png", "b.png"), data.images().stream().map(i -> i.name()).toList());
    assertEquals(List.of("A cat.", "A dog.", "One cat."), data.sentences());
    assertEquals(List.of(List.of(0, 2), List.of(1)), captions(data));
    assertEquals(1, told.size());
    assertTrue(told.get(0).startsWith("not used: 1 image(s)"), told.get(0));
  }

  @Test
  void csvAndJsonLinesAreTheSame() throws IOException {
    CaptionedImages csv = read("image;text\na.png;\"A; cat\"\nb.png;Ein Hund\n");
    CaptionedImages json =
        read(
            """
            {"file": "a.png", "caption": "A; cat"}
            {"file": "b.png", "caption": "Ein Hund"}
            """);
    assertEquals(csv, json);
    assertEquals(List.of("A; cat", "Ein Hund"), csv.sentences());
  }

  @Test
  void oneCaptionOfSeveralImagesIsOneAndAnImageMayBeListedTwice() throws IOException {
    CaptionedImages data =
        read("file,caption\na.png,a cat\nb.png,a cat \na.png,a cat\na.png,two\n");
    assertEquals(List.of("a cat", "two"), data.sentences());
    assertEquals(List.of(List.of(0, 1), List.of(0)), captions(data));
  }

  @Test
  void anImageIsOneHoweverItsNameIsWritten() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    Files.write(folder.resolve("in/d.png"), new byte[] {1});
    CaptionedImages data =
        read(
            "file,caption\n./a.png,a cat\na.png,two\nin\\d.png,a dog\nin/../in/d.png,one dog\n"
                + folder.resolve("b.png")
                + ",a bird\n");
    assertEquals(
        List.of("a.png", "b.png", "in/d.png"), data.images().stream().map(i -> i.name()).toList());
    assertEquals(List.of(List.of(0, 1), List.of(4), List.of(2, 3)), captions(data));
    assertTrue(told.get(0).endsWith("without a caption: c.png"), told.get(0));
  }

  @Test
  void wordsOfAnyLanguageAndNumberAreKept() throws IOException {
    String words = "cubes and spheres, ".repeat(5_000).strip();
    CaptionedImages data =
        read(
            "file;caption\na.png;\"%s\"\nb.png;一只猫 🐈\nb.png;Ein Hund läuft über die Straße\n"
                .formatted(words));
    assertEquals(List.of(words, "一只猫 🐈", "Ein Hund läuft über die Straße"), data.sentences());
  }

  @Test
  void emptyCaptionsAndMissingImagesAreLeftOutAndTold() throws IOException {
    CaptionedImages data = read("file,caption\na.png,a cat\nb.png, \nnone.png,a dog\n");
    assertEquals(1, data.images().size());
    assertEquals(3, told.size(), told::toString);
    assertTrue(told.get(0).startsWith("left out 1 empty caption(s)"), told.get(0));
    assertTrue(told.get(1).endsWith(": none.png"), told.get(1));
    assertTrue(told.get(2).endsWith("without a caption: b.png, c.png"), told.get(2));
  }

  @Test
  void aFileOfNoUseIsRefusedInOneLine() {
    assertEquals(
        "DIR/captions.txt: expected captions of images in DIR, none of its 1 caption has an image"
            + " there: x.png",
        refused("file,caption\nx.png,a cat\n"));
    assertEquals(
        "DIR/captions.txt: expected the columns file (or image, path) and caption (or text) in the"
            + " first line, got 'file,label'",
        refused("file,label\na.png,cat\n"));
    assertEquals(
        "DIR/captions.txt: expected a list of files and captions, got an empty file", refused(" "));
    assertEquals(
        "DIR/captions.txt: annotations: expected a caption in each, got {image_id=1, bbox=[1]}",
        refused(
            """
            {"images": [{"id": 1, "file_name": "a.png"}], "annotations": [{"image_id": 1, "bbox": [1]}]}
            """));
  }

  @Test
  void theSplitHoldsImagesOutAndKeepsTheRestInOrder() throws IOException {
    CaptionedImages data = read("file,caption\na.png,1\nb.png,2\nc.png,3\n").split(0.34, 5);
    assertEquals(1, data.heldOut());
    assertEquals(2, data.trained());
    assertEquals(3, data.images().stream().map(CaptionedImage::name).distinct().count());
    assertEquals(data, read("file,caption\na.png,1\nb.png,2\nc.png,3\n").split(0.34, 5));
  }
}
