package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.config.Category;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {

  private static final List<Category> NAMED =
      List.of(new Category(1, "cat"), new Category(7, "giraffe calf"));

  private static EvaluationReport report(EvaluationSettings settings) {
    BoxXywh box = new BoxXywh(10, 20, 30, 40);
    EvaluationTables tables =
        new CocoEvaluation(List.of(2L, 4L), List.of(1L, 7L), settings)
            .evaluate(
                List.of(
                    new GroundTruthObject(2, 1, box, 1200, false, null),
                    new GroundTruthObject(4, 1, box, 1200, false, null)),
                List.of(new DetectedObject(2, 1, .5, box, null)));
    return EvaluationReport.of(tables, NAMED);
  }

  @Test
  void speaksAsCocoUsersKnow() {
    assertEquals(
        """
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.505
         Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.505
         Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.505
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = -1.000
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.505
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.500
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.500
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.500
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = -1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.500
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
        """,
        report(EvaluationSettings.coco(ComparedShape.BOX)).summary());
  }

  @Test
  void listsCategories() {
    assertEquals(
        """
        category         AP   AP50   AP75    APs    APm    APl  AR100
        cat           0.505  0.505  0.505      -  0.505      -  0.500
        giraffe calf      -      -      -      -      -      -      -
        """,
        report(EvaluationSettings.coco(ComparedShape.BOX)).categoryTable());
  }

  @Test
  void countsAsManyDetectionsAsAskedFor() {
    EvaluationReport report =
        report(EvaluationSettings.coco(ComparedShape.BOX).withDetections(List.of(5, 300)));

    assertEquals(
        List.of("AP", "AP50", "AP75", "APs", "APm", "APl", "AR5", "AR300", "ARs", "ARm", "ARl"),
        report.statistics().stream().map(Statistic::name).toList());
    assertTrue(report.summary().contains("maxDets=300 ] = 0.505"), report.summary());
    assertEquals(.5, report.value("AR300"));
  }

  @Test
  void isATreeOfRecords() {
    EvaluationReport report = report(EvaluationSettings.coco(ComparedShape.BOX));
    JsonObject tree = new Gson().toJsonTree(report).getAsJsonObject();

    assertEquals("bbox", tree.get("compared").getAsString());
    JsonObject first = tree.getAsJsonArray("statistics").get(0).getAsJsonObject();
    assertEquals("AP", first.get("name").getAsString());
    assertEquals(report.value("AP"), first.get("value").getAsDouble());
    assertEquals(
        -1,
        tree.getAsJsonArray("categories")
            .get(1)
            .getAsJsonObject()
            .getAsJsonObject("values")
            .get("AP50")
            .getAsDouble());
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    EvaluationReport report = report(EvaluationSettings.coco(ComparedShape.BOX));

    CocoEvaluationTest.refused(
        "statistic: expected one of [AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm,"
            + " ARl], got AP99",
        () -> report.value("AP99"));
    EvaluationTables tables =
        new CocoEvaluation(List.of(2L), List.of(1L, 8L), EvaluationSettings.coco(ComparedShape.BOX))
            .evaluate(List.of(), List.of());
    CocoEvaluationTest.refused(
        "category 8: expected a name, got none", () -> EvaluationReport.of(tables, NAMED));
  }
}
