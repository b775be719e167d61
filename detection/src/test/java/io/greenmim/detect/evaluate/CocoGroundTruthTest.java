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
  void refusesWhatCannotBeCompared() throws IOException {
    CocoDataset bare = dataset("");
    Path file = folder.resolve("truth.json");
    CocoGroundTruth boxes = CocoGroundTruth.of(bare, false);

    assertEquals(
        file + ": annotation 8: segmentation: expected polygons or run lengths, got none",
        assertThrows(CocoFileException.class, () -> CocoGroundTruth.of(bare, true)).getMessage());
    CocoEvaluationTest.refused(
        file + ": expected a ground truth with masks, got one that was prepared without",
        () -> boxes.evaluate(List.of(), MASKS));
    CocoEvaluationTest.refused(
        "results: expected images of " + file + ", got image 6",
        () -> boxes.evaluate(List.of(maskOnly(6, BOX)), BOXES));
    CocoDataset faulty = dataset(", \"segmentation\": [[1, 2, 3, 4]]");
    assertEquals(
        file + ": annotation 8: polygon: expected x and y of at least 3 corners, got 4 numbers",
        assertThrows(CocoFileException.class, () -> CocoGroundTruth.of(faulty, true)).getMessage());
  }
}
