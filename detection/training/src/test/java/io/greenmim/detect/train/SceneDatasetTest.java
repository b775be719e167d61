package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.DatasetCheck;
import io.greenmim.detect.coco.ImageHeaders;
import io.greenmim.detect.coco.SegmentationMasks;
import io.greenmim.detect.evaluate.CocoGroundTruth;
import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.EvaluationSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneDatasetTest {

  @TempDir private Path folder;

  private CocoDataset dataset() throws IOException {
    SceneDataset.write(folder.resolve("images"), folder.resolve("scenes.json"), 1, 6);
    return CocoDataset.read(folder.resolve("scenes.json"));
  }

  /** The objects of a data set as if a detector had found them, but the first one missed. */
  private static List<CocoResult> found(CocoDataset dataset, boolean boxes) {
    List<CocoResult> results = new ArrayList<>();
    for (CocoAnnotation annotation : dataset.annotations()) {
      CocoImage image = dataset.images().get(dataset.imageIndex(annotation.imageId()));
      results.add(
          new CocoResult(
              annotation.imageId(),
              annotation.categoryId(),
              boxes ? Optional.of(annotation.box()) : Optional.empty(),
              0.5,
              SegmentationMasks.of(annotation.segmentation(), image.height(), image.width())));
    }
    return results;
  }

  @Test
  void hasNoFaults() throws IOException {
    CocoDataset dataset = dataset();

    assertEquals(6, dataset.images().size());
    assertTrue(dataset.annotations().size() >= 6, () -> "" + dataset.annotations().size());
    assertEquals(
        List.of(), DatasetCheck.run(dataset, new ImageHeaders(folder.resolve("images"))).faults());
  }

  @Test
  void isFoundByItself() throws IOException {
    CocoDataset dataset = dataset();
    CocoGroundTruth truth = CocoGroundTruth.of(dataset, true);

    for (ComparedShape shape : ComparedShape.values()) {
      EvaluationSettings settings = EvaluationSettings.coco(shape);
      assertEquals(1, truth.report(found(dataset, true), settings).value("AP"), shape.key());
      assertEquals(1, truth.report(found(dataset, false), settings).value("AP"), shape.key());
    }
    EvaluationSettings boxes = EvaluationSettings.coco(ComparedShape.BOX);
    assertEquals(0, truth.report(List.of(), boxes).value("AP"));
  }
}
