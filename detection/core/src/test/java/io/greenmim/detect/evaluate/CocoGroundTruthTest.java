package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoFileException;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.mask.PolygonRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoGroundTruthTest {

  private static final BoxXywh BOX = new BoxXywh(10, 20, 30, 40);
  private static final EvaluationSettings MASKS = EvaluationSettings.coco(ComparedShape.MASK);
  private static final EvaluationSettings BOXES = EvaluationSettings.coco(ComparedShape.BOX);

  @TempDir private Path folder;

  private CocoDataset dataset(String segmentation) throws IOException {
    String text =
        """
        {"images": [{"id": 5, "file_name": "a.jpg", "width": 90, "height": 80}],
         "categories": [{"id": 3, "name": "cup"}],
         "annotations": [{"id": 8, "image_id": 5, "category_id": 3, "iscrowd": 0, "area": 1200,
           "bbox": [10, 20, 30, 40]%s}]}
        """
            .formatted(segmentation);
    return CocoDataset.read(Files.writeString(folder.resolve("truth.json"), text));
  }

  private static CocoResult maskOnly(long image, BoxXywh box) {
    return new CocoResult(
        image, 3, Optional.empty(), .5, Optional.of(new PolygonRaster(80, 90).box(box)));
  }

  @Test
  void masksServeAsBoxes() throws IOException {
    CocoGroundTruth truth =
        CocoGroundTruth.of(dataset(", \"segmentation\": [[10, 20, 40, 20, 40, 60, 10, 60]]"), true);
    List<CocoResult> results = List.of(maskOnly(5, BOX));

    assertEquals(1, truth.report(results, BOXES).value("AP"), 1e-12);
    assertEquals(1, truth.report(results, MASKS).value("AP"), 1e-12);
  }

  @Test
  void boxesNeedNoOutlines() throws IOException {
    CocoGroundTruth truth = CocoGroundTruth.of(dataset(", \"segmentation\": [[1, 2]]"), false);

    assertEquals(1, truth.report(List.of(maskOnly(5, BOX)), BOXES).value("AP"), 1e-12);
    assertEquals(0, truth.report(List.of(), BOXES).value("AP"));
  }

  @Test
  void anObjectWithoutAReadableOutlineIsARegionThatDoesNotCount() throws IOException {
    for (String faulty :
        List.of(
            "",
            ", \"segmentation\": [[1, 2, 3, 4]]",
            ", \"segmentation\": [10, 20, 40, 20, 40, 60]",
            ", \"segmentation\": {\"size\": [90, 80], \"counts\": [0, 7200]}",
            ", \"segmentation\": {\"size\": [80, 90], \"counts\": [0, 7]}")) {
      CocoGroundTruth truth = CocoGroundTruth.of(dataset(faulty), true);
      List<CocoResult> results = List.of(maskOnly(5, BOX));

      assertEquals(1, truth.report(results, BOXES).value("AP"), 1e-12, faulty);
      assertEquals(-1, truth.report(results, MASKS).value("AP"), 1e-12, faulty);
      assertEquals(
          "1 of 1 annotations has no outline that can be read; where masks are compared,"
              + " detections in its box do not count",
          truth.notes().get(0),
          faulty);
    }
  }

  @Test
  void soundPartsOfAnOutlineCount() throws IOException {
    CocoGroundTruth truth =
        CocoGroundTruth.of(
            dataset(", \"segmentation\": [[1, 2], [10, 20, 40, 20, 40, 60, 10, 60]]"), true);

    assertEquals(1, truth.report(List.of(maskOnly(5, BOX)), MASKS).value("AP"), 1e-12);
    assertEquals(List.of(), truth.notes());
  }

  @Test
  void flatOutlinesStandAsTheyAre() throws IOException {
    CocoGroundTruth truth =
        CocoGroundTruth.of(dataset(", \"segmentation\": [[10, 20, 20, 30, 30, 40]]"), true);

    assertEquals(0, truth.report(List.of(maskOnly(5, BOX)), MASKS).value("AP"), 1e-12);
  }

  @Test
  void resultsOfUnknownImagesAndCategoriesAreCountedOut() throws IOException {
    CocoDataset data = dataset("");
    CocoResult right = new CocoResult(5, 3, Optional.of(BOX), .5, Optional.empty());
    CocoResult otherImage = new CocoResult(6, 3, Optional.of(BOX), .9, Optional.empty());
    CocoResult otherCategory = new CocoResult(5, 4, Optional.of(BOX), .9, Optional.empty());
    List<CocoResult> results = List.of(otherImage, right, otherCategory, otherCategory);

    CocoGroundTruth truth = CocoGroundTruth.of(data, false);

    assertEquals(1, truth.report(results, BOXES).value("AP"), 1e-12);
    assertEquals(
        List.of(
            "1 of 4 results is of images that the annotations do not have; it does not count",
            "2 of 4 results are of categories that the annotations do not have; they do not count"),
        EvaluationNotes.of(data, results));
    assertEquals(List.of(), EvaluationNotes.of(data, List.of(right)));
  }

  @Test
  void refusesWhatCannotBeCompared() throws IOException {
    CocoDataset bare = dataset("");
    Path file = folder.resolve("truth.json");
    CocoGroundTruth boxes = CocoGroundTruth.of(bare, false);

    CocoEvaluationTest.refused(
        file + ": expected a ground truth with masks, got one that was prepared without",
        () -> boxes.evaluate(List.of(), MASKS));
    String text = Files.readString(file).replace(", \"width\": 90, \"height\": 80", "");
    CocoDataset unsized = CocoDataset.read(Files.writeString(file, text));
    CocoGroundTruth.of(unsized, false);
    assertEquals(
        file
            + ": image 5 (a.jpg): expected width and height, which masks need, got none; with the"
            + " folder of the images they are taken from the files",
        assertThrows(CocoFileException.class, () -> CocoGroundTruth.of(unsized, true))
            .getMessage());
  }
}
