package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.PixelBox;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoDatasetTest {

  @TempDir private Path folder;

  private CocoDataset read(String images, String annotations) throws IOException {
    return CocoDataset.read(TestFiles.write(folder, images, annotations, TestFiles.CATEGORIES));
  }

  @Test
  void sortsImagesAndCategoriesById() throws IOException {
    String second =
        "{\"width\":5,\"height\":6,\"id\":2,\"file_name\":\"b/c.jpg\",\"license\":null}";
    CocoDataset data = read(TestFiles.IMAGE + "," + second, TestFiles.GOOD);

    assertEquals(
        List.of(new CocoImage(2, "b/c.jpg", 5, 6), new CocoImage(7, "a.png", 100, 80)),
        data.images());
    assertEquals(List.of(new Category(-3, "cat"), new Category(90, "dog")), data.categories());
    assertEquals(1, data.classOf(90));
    assertEquals(-1, data.classOf(1));
    assertEquals(1, data.imageIndex(7));
    assertEquals(-1, data.imageIndex(3));
    assertEquals(0, data.annotations(0).size());
    assertEquals(1, data.annotations(1).size());
  }

  @Test
  void readsEveryFormOfOutline() throws IOException {
    CocoDataset data =
        read(
            TestFiles.IMAGE,
            String.join(
                ",",
                TestFiles.annotation(5, "\"segmentation\":[[1.5,2,3.25,4,5,6],[7,8,9,10,11,12e0]]"),
                TestFiles.annotation(
                    4, "\"iscrowd\":1,\"segmentation\":{\"counts\":[0,8000],\"size\":[80,100]}"),
                TestFiles.annotation(3, "\"segmentation\":{\"size\":[80,100],\"counts\":\"0Pj7\"}"),
                TestFiles.annotation(2, "\"segmentation\":null"),
                TestFiles.annotation(1, "\"iscrowd\":0")));

    List<CocoAnnotation> all = data.annotations(0);

    assertEquals(List.of(5L, 4L, 3L, 2L, 1L), all.stream().map(CocoAnnotation::id).toList());
    Polygons polygons = (Polygons) all.get(0).segmentation();
    assertArrayEquals(new double[] {1.5, 2, 3.25, 4, 5, 6}, polygons.parts().get(0));
    assertArrayEquals(new double[] {7, 8, 9, 10, 11, 12}, polygons.parts().get(1));
    assertTrue(all.get(1).crowd());
    assertArrayEquals(new int[] {0, 8000}, ((Runs) all.get(1).segmentation()).counts());
    assertEquals(new CompressedRuns(80, 100, "0Pj7"), all.get(2).segmentation());
    assertEquals(new Missing(), all.get(3).segmentation());
    assertEquals(new Missing(), all.get(4).segmentation());
    assertFalse(all.get(4).crowd());
    assertEquals(new BoxXywh(10, 10, 20, 30), all.get(0).box());
    assertEquals(300, all.get(0).area());
    assertEquals(
        8000, SegmentationMasks.of(all.get(1).segmentation(), 80, 100).orElseThrow().area());
    assertEquals(
        all.get(1).id(), data.annotations().get(1).id(), "annotations by image, in file order");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "hello | expected a COCO annotation file, got a text at its start",
        "[] | expected a COCO annotation file, got a list at its start, as result files have it",
        "{\"images\":[],\"annotations\":[] | expected a COCO annotation file, got a truncated one:",
        "{\"images\":[{\"id\":1, | expected a COCO annotation file, got a truncated one:",
        "{\"images\":[}, | expected a COCO annotation file, got no JSON:",
        "{\"images\":[],\"categories\":[]} | with the list \"annotations\", got none of that name",
        "{\"annotations\":[],\"categories\":[]} | with the list \"images\", got none of that name",
        "{\"annotations\":[],\"images\":[]} | with the list \"categories\", got none of that name",
        "{\"images\":3} | expected a list at \"images\", got a number",
        "{\"images\":[3]} | expected an object at images[0], got a number",
        "{\"images\":[],\"annotations\":[],\"categories\":[]} {} | got something after its end"
      })
  void refusesWhatIsNoAnnotationFile(String text, String message) throws IOException {
    Path file = TestFiles.writeText(folder, text);

    CocoFileException refused = assertThrows(CocoFileException.class, () -> CocoDataset.read(file));

    assertTrue(refused.getMessage().startsWith(file + ": expected"), refused.getMessage());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void refusesBytesThatAreNoText() throws IOException {
    Path file = Files.write(folder.resolve("x.json"), new byte[] {'{', '"', (byte) 0xff, 0, 1});

    CocoFileException refused = assertThrows(CocoFileException.class, () -> CocoDataset.read(file));

    assertEquals(
        file + ": expected a COCO annotation file, got bytes that are no UTF-8 text",
        refused.getMessage());
  }

  @Test
  void refusesAMissingFile() {
    Path file = folder.resolve("none.json");

    CocoFileException refused = assertThrows(CocoFileException.class, () -> CocoDataset.read(file));

    assertEquals(
        file + ": expected a COCO annotation file, got no such file", refused.getMessage());
  }

  @Test
  void comparesItsCategoriesWithADetectors() throws IOException {
    CocoDataset data = read(TestFiles.IMAGE, TestFiles.GOOD);
    data.requireCategories(List.of(new Category(-3, "cat"), new Category(90, "dog")));

    CocoFileException renamed =
        assertThrows(
            CocoFileException.class,
            () ->
                data.requireCategories(List.of(new Category(-3, "cat"), new Category(90, "cow"))));
    CocoFileException fewer =
        assertThrows(
            CocoFileException.class,
            () -> data.requireCategories(List.of(new Category(-3, "cat"))));

    assertEquals(
        data.file()
            + ": expected the 2 categories of the detector, got 2; class 1: expected"
            + " Category[id=90, name=cow], got Category[id=90, name=dog]",
        renamed.getMessage());
    assertTrue(
        fewer.getMessage().endsWith("class 1: expected no more, got Category[id=90, name=dog]"),
        fewer.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "coco-mini/instances_train2017.json, coco-mini/train2017, 100, 80",
    "coco-mini/instances_val2017.json, coco-mini/val2017, 50, 80",
    "penn-fudan/train.json, penn-fudan/train, 110, 1",
    "penn-fudan/val.json, penn-fudan/val, 20, 1"
  })
  void readsRealFiles(String file, String folderOfImages, int images, int categories)
      throws IOException {
    CocoDataset data = CocoDataset.read(Shared.file("data/" + file));

    CheckReport report =
        DatasetCheck.run(data, new ImageHeaders(Shared.file("data/" + folderOfImages)));

    assertEquals(images, data.images().size());
    assertEquals(categories, data.categories().size());
    assertEquals(List.of(), report.faults());
    assertEquals(data.annotations().size(), report.usable().annotations().size());
    for (int i = 0; i < images; i++) {
      CocoImage image = data.images().get(i);
      for (CocoAnnotation annotation : data.annotations(i)) {
        RunLengthMask mask =
            SegmentationMasks.of(annotation.segmentation(), image.height(), image.width())
                .orElseThrow();
        BoxXywh box = annotation.box();
        PixelBox pixels = mask.box();
        String name = annotation.toString();
        assertTrue(mask.area() > 0, name);
        assertTrue(pixels.x() >= box.x() - 1, name);
        assertTrue(pixels.y() >= box.y() - 1, name);
        assertTrue(pixels.x() + pixels.width() <= box.x() + box.width() + 1, name);
        assertTrue(pixels.y() + pixels.height() <= box.y() + box.height() + 1, name);
      }
    }
  }
}
