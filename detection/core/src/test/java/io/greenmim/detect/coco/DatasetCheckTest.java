package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetCheckTest {

  private static final String GOOD_POLYGON = "[10,10,30,10,30,40]";

  @TempDir private Path folder;

  private CheckReport check(String images, String annotations, ImageSizes sizes)
      throws IOException {
    return DatasetCheck.run(
        CocoDataset.read(TestFiles.write(folder, images, annotations, TestFiles.CATEGORIES)),
        sizes);
  }

  @Test
  void anInterruptFindsNoFault() {
    ImageSizes interrupted =
        image -> {
          throw new ClosedByInterruptException();
        };
    assertThrows(
        UncheckedIOException.class, () -> check(TestFiles.IMAGE, TestFiles.GOOD, interrupted));
  }

  private CheckReport check(String annotations) throws IOException {
    return check(TestFiles.IMAGE, TestFiles.GOOD + "," + annotations, ImageSizes.AS_DECLARED);
  }

  /** The last field of a name wins, so that a row replaces what is wrong in it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "bbox:[110,10,20,30] | BOX_OUTSIDE | expected a box in the image of 100 x 80, got [110.0,"
            + " 10.0, 20.0, 30.0], all outside",
        "bbox:[10,10,0,30] | EMPTY_BOX | expected a box with a width and a height, got [10.0, 10.0,"
            + " 0.0, 30.0]",
        "bbox:[10,10,20,-1] | EMPTY_BOX | expected a box with a width and a height, got [10.0,"
            + " 10.0, 20.0, -1.0]",
        "bbox:[10,10,NaN,30] | NON_FINITE | expected four finite numbers as bbox at"
            + " annotations[1], got [10.0, 10.0, NaN, 30.0]",
        "bbox:[1,2,3] | MISSING_FIELD | expected four finite numbers as bbox at annotations[1], got"
            + " [1.0, 2.0, 3.0]",
        "bbox:null | MISSING_FIELD | expected four finite numbers as bbox at annotations[1], got"
            + " null",
        "category_id:5 | UNKNOWN_CATEGORY | expected the id of a category, got 5",
        "category_id:1.5 | MISSING_FIELD | expected a whole number as category_id at"
            + " annotations[1], got 1.5",
      })
  void skipsWhatCannotBeUsed(String field, FaultKind kind, String detail) throws IOException {
    CheckReport report = check(TestFiles.annotation(2, field));

    assertEquals(
        List.of(new Fault(kind, OptionalLong.of(2), "a.png", detail, Treatment.SKIPPED)),
        report.faults());
    assertEquals(1, report.usable().annotations().size());
    assertEquals(1, report.requireUsable().annotations(0).get(0).id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "segmentation:[[]] | EMPTY_POLYGON | polygon 1 of 1: expected at least 3 points, got none",
        "segmentation:[[1,2,3,4]] | SHORT_POLYGON | polygon 1 of 1: expected at least 3 points,"
            + " got 2",
        "segmentation:[[1,2,3,4,5,6,7]] | ODD_COORDINATES | polygon 1 of 1: expected an even number"
            + " of coordinates, got 7",
        "segmentation:[[1,2,3,4,5,NaN]] | NON_FINITE | polygon 1 of 1: expected coordinates of at"
            + " most 1000000 pixels, got NaN",
        "segmentation:[[1,2,3,4,5,1e999]] | NON_FINITE | polygon 1 of 1: expected coordinates of"
            + " at most 1000000 pixels, got Infinity",
        "segmentation:7 | UNREADABLE_SEGMENTATION | expected polygons or run lengths, got a number",
        "segmentation:[1,2,3,4,5,6] | UNREADABLE_SEGMENTATION | expected polygons or run lengths,"
            + " got a list of a number in place of polygons",
        "segmentation:{size:[80]} | UNREADABLE_SEGMENTATION | expected polygons or run lengths, got"
            + " run lengths without a size of two whole numbers",
        "segmentation:{size:[80,100],counts:[1.5]} | UNREADABLE_SEGMENTATION | expected polygons or"
            + " run lengths, got run lengths without counts, a text or whole numbers from 0",
        "segmentation:{size:[100,80],counts:[0,8000]} | MASK_SIZE | expected a mask of 100 x 80"
            + " pixels, got one of 80 x 100",
        "segmentation:{size:[80,100],counts:[0,7000]} | RUN_LENGTHS | mask: expected runs of 8000"
            + " pixels together (80 x 100), got 7000",
        "segmentation:{size:[80,100],counts:[8000]} | FLAT_OUTLINE | expected a mask with pixels,"
            + " got an empty one",
      })
  void leavesFaultyOutlinesOut(String field, FaultKind kind, String detail) throws IOException {
    CheckReport report = check(TestFiles.annotation(2, field));

    assertEquals(
        List.of(new Fault(kind, OptionalLong.of(2), "a.png", detail, Treatment.MASK_DROPPED)),
        report.faults());
    assertEquals(new Missing(), report.usable().annotations(0).get(1).segmentation());
  }

  @Test
  void namesEntriesWithoutAnIdByTheirPlace() throws IOException {
    CheckReport report = check("{\"image_id\":7}");

    Fault fault = report.faults().get(0);
    assertEquals(OptionalLong.empty(), fault.id());
    assertEquals(
        "annotation (a.png): expected a whole number as category_id at annotations[1], got nothing",
        fault.toString());
  }

  @Test
  void dropsFaultyPolygonsAndKeepsTheOthers() throws IOException {
    String parts = "\"segmentation\":[[1,2],%s,[],[3,4,5,6,7]]".formatted(GOOD_POLYGON);
    CheckReport report = check(TestFiles.annotation(2, parts));

    assertEquals(
        List.of(FaultKind.SHORT_POLYGON, FaultKind.EMPTY_POLYGON, FaultKind.ODD_COORDINATES),
        report.faults().stream().map(Fault::kind).toList());
    assertTrue(report.faults().stream().allMatch(f -> f.treatment() == Treatment.POLYGON_DROPPED));
    Polygons left = (Polygons) report.usable().annotations(0).get(1).segmentation();
    assertEquals(1, left.parts().size());
    assertArrayEquals(new double[] {10, 10, 30, 10, 30, 40}, left.parts().get(0));
  }

  @Test
  void keepsABoxWhoseListOfPolygonsIsEmpty() throws IOException {
    CheckReport report = check(TestFiles.annotation(2, "\"segmentation\":[]"));

    assertEquals(FaultKind.NO_POLYGON, report.faults().get(0).kind());
    assertEquals(Treatment.MASK_DROPPED, report.faults().get(0).treatment());
    assertEquals(new Missing(), report.usable().annotations(0).get(1).segmentation());
  }

  @Test
  void clipsBoxesAndForgivesRounding() throws IOException {
    CheckReport report =
        check(
            TestFiles.annotation(2, "\"bbox\":[-5,10,20,100]")
                + ","
                + TestFiles.annotation(3, "\"bbox\":[80.01,10,20,30]"));

    assertEquals(
        List.of(
            new Fault(
                FaultKind.BOX_OUTSIDE,
                OptionalLong.of(2),
                "a.png",
                "expected a box in the image of 100 x 80, got [-5.0, 10.0, 20.0, 100.0]",
                Treatment.CLIPPED)),
        report.faults());
    List<CocoAnnotation> usable = report.usable().annotations(0);
    assertEquals(new BoxXywh(0, 10, 15, 70), usable.get(1).box());
    assertEquals(100, usable.get(2).box().x() + usable.get(2).box().width());
  }

  @Test
  void fillsInAMissingArea() throws IOException {
    CheckReport report = check("{\"id\":2,\"image_id\":7,\"category_id\":-3,\"bbox\":[1,2,3,4]}");

    assertEquals(FaultKind.MISSING_AREA, report.faults().get(0).kind());
    assertEquals("a.png", report.faults().get(0).fileName());
    assertEquals(12, report.usable().annotations(0).get(1).area());
  }

  @Test
  void tellsRepetitionsFromIdsThatStartAgain() throws IOException {
    CheckReport report =
        check(
            TestFiles.annotation(1, "\"iscrowd\":0")
                + ","
                + TestFiles.annotation(1, "\"bbox\":[1,1,9,9]")
                + ","
                + TestFiles.annotation(5, "\"iscrowd\":0"));

    assertEquals(
        List.of(Treatment.SKIPPED, Treatment.RENUMBERED),
        report.faults().stream().map(Fault::treatment).toList());
    assertTrue(report.faults().stream().allMatch(f -> f.kind() == FaultKind.DUPLICATE_ANNOTATION));
    assertEquals(
        List.of(1L, 6L, 5L),
        report.usable().annotations().stream().map(CocoAnnotation::id).toList());
  }

  @Test
  void findsFaultyImagesAndCategories() throws IOException {
    String images =
        String.join(
            ",",
            TestFiles.IMAGE,
            "{\"id\":7,\"file_name\":\"again.png\",\"width\":1,\"height\":1}",
            "{\"id\":8,\"file_name\":\"flat.png\",\"width\":1,\"height\":0}",
            "{\"id\":9,\"width\":1,\"height\":2}",
            "{\"file_name\":\"nameless.png\",\"width\":1,\"height\":2}");
    String categories = TestFiles.CATEGORIES + ",{\"id\":90,\"name\":\"wolf\"},{\"name\":\"x\"}";
    CocoDataset data =
        CocoDataset.read(TestFiles.write(folder, images, TestFiles.GOOD, categories));

    CheckReport report = DatasetCheck.run(data, ImageSizes.AS_DECLARED);

    assertEquals(
        List.of(
            "image 8 (flat.png): expected width and height of at least 1 and fewer than 2^31 pixels"
                + " at images[2], got 1 and 0",
            "image 9: expected a text as file_name at images[3]",
            "image (nameless.png): expected a whole number as id at images[4], got nothing",
            "category: expected a whole number as id at categories[3], got nothing",
            "image 7 (again.png): expected an id of its own, got that of a.png",
            "category 90: wolf: expected an id of its own, got that of dog"),
        report.faults().stream().map(Fault::toString).toList());
    assertEquals(2, report.requireUsable().images().size());
  }

  @Test
  void skipsImagesWhoseFilesDoNotFit() throws IOException {
    String images =
        TestFiles.IMAGE
            + ",{\"id\":1,\"file_name\":\"gone.png\",\"width\":1,\"height\":1}"
            + ",{\"id\":2,\"file_name\":\"turned.png\",\"width\":80,\"height\":100}"
            + ",{\"id\":3,\"file_name\":\"bad.png\",\"width\":80,\"height\":100}";
    ImageSizes sizes =
        image -> {
          if (image.fileName().equals("bad.png")) {
            throw new IOException("no picture");
          }
          boolean gone = image.fileName().equals("gone.png");
          return gone ? Optional.empty() : Optional.of(new ImageSize(100, 80));
        };

    CheckReport report = check(images, TestFiles.GOOD, sizes);

    assertEquals(
        List.of(
            "image 1 (gone.png): expected an image file, found none; skipped with 0 annotations",
            "image 2 (turned.png): expected 80 x 100 pixels, got an image file of 100 x 80; skipped"
                + " with 0 annotations",
            "image 3 (bad.png): no picture; skipped with 0 annotations"),
        report.faults().stream().map(Fault::toString).toList());
    assertEquals(List.of(7L), report.usable().images().stream().map(CocoImage::id).toList());
  }

  @Test
  void namesSizesOfPicturesThatAreNotTurnedUpright() throws IOException {
    ImageSizes sizes =
        new ImageSizes() {
          @Override
          public Optional<ImageSize> of(CocoImage image) {
            return Optional.of(new ImageSize(80, 100));
          }

          @Override
          public Optional<ImageSize> stored(CocoImage image) {
            return Optional.of(new ImageSize(100, 80));
          }
        };

    CheckReport report = check(TestFiles.IMAGE, TestFiles.GOOD, sizes);

    assertEquals(
        "expected the size of the upright picture, 80 x 100 pixels, got 100 x 80, as the file"
            + " stores it before its orientation is applied; skipped with 1 annotation",
        report.faults().get(0).detail());
    assertEquals(FaultKind.TURNED_IMAGE, report.faults().get(0).kind());
  }

  @Test
  void printsNamesThatMoveTheCursorHarmlessly() throws IOException {
    String image = "{\"id\":7,\"file_name\":\"a\\u001b[2J\\n.png\",\"width\":100,\"height\":80}";

    CheckReport report = check(image, TestFiles.GOOD, entry -> Optional.empty());

    String line = report.faults().get(0).toString();
    assertEquals(1, line.lines().count());
    assertEquals(-1, line.indexOf(0x1b), line);
  }

  @Test
  void reportsAnnotationsOfNoImage() throws IOException {
    CheckReport report = check(TestFiles.annotation(2, "\"image_id\":8"));

    assertEquals(
        List.of("annotation 2: expected the id of an image, got 8"),
        report.faults().stream().map(Fault::toString).toList());
  }

  @Test
  void refusesToTrainOnNothing() throws IOException {
    CheckReport images = check(TestFiles.IMAGE, TestFiles.GOOD, image -> Optional.empty());
    CheckReport annotations =
        check(
            TestFiles.IMAGE, TestFiles.annotation(2, "\"category_id\":5"), ImageSizes.AS_DECLARED);
    CheckReport categories =
        DatasetCheck.run(
            CocoDataset.read(TestFiles.write(folder, TestFiles.IMAGE, "", "")),
            ImageSizes.AS_DECLARED);

    String file = folder.resolve("instances.json").toString();
    assertEquals(
        file
            + ": expected images to train on, none of 1 is left after the check; the first fault:"
            + " image 7 (a.png): expected an image file, found none; skipped with 1 annotation",
        assertThrows(CocoFileException.class, images::requireUsable).getMessage());
    assertEquals(
        file
            + ": expected annotations to train on, none of 1 is left after the check; the first"
            + " fault: annotation 2 (a.png): expected the id of a category, got 5",
        assertThrows(CocoFileException.class, annotations::requireUsable).getMessage());
    assertEquals(
        file + ": expected categories to train on, none of 0 is left after the check",
        assertThrows(CocoFileException.class, categories::requireUsable).getMessage());
  }
}
