package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of annotations say nothing: 0 is one as any other, and two may have the same. */
class AnnotationNumbersTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 2", "0, 1", "7, 7"})
  void everyAnnotationIsFoundOnce(int first, int second) throws IOException {
    String json =
        """
        {"images": [{"id": 5, "file_name": "a.jpg", "width": 90, "height": 80}],
         "categories": [{"id": 3, "name": "cup"}],
         "annotations": [
          {"id": %s, "image_id": 5, "category_id": 3, "area": 100, "bbox": [0, 0, 10, 10]},
          {"id": %s, "image_id": 5, "category_id": 3, "area": 100, "bbox": [40, 40, 10, 10]}]}
        """
            .formatted(first, second);
    CocoDataset data = CocoDataset.read(Files.writeString(folder.resolve("truth.json"), json));
    List<CocoResult> found = List.of(result(0, 0.9), result(40, 0.8));

    EvaluationSettings boxes = EvaluationSettings.coco(ComparedShape.BOX);
    assertEquals(1, CocoGroundTruth.of(data, false).report(found, boxes).value("AP"), 1e-12);
  }

  private static CocoResult result(double corner, double score) {
    BoxXywh box = new BoxXywh(corner, corner, 10, 10);
    return new CocoResult(5, 3, Optional.of(box), score, Optional.empty());
  }
}
