package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationSettingsTest {

  private static final EvaluationSettings COCO = EvaluationSettings.coco(ComparedShape.BOX);

  @Test
  void stepsAreThoseOfTheReference() {
    assertEquals(
        List.of(.5, .55, .6, .65, .7, .75, .8, .85, 0.8999999999999999, .95), COCO.overlaps());
    assertEquals(0.35000000000000003, COCO.recalls().get(35));
    assertEquals(1, COCO.recalls().get(100));
  }

  @Test
  void refusesListsThatDoNotAscend() {
    CocoEvaluationTest.refused(
        "numbers of detections: expected ascending numbers from 1.0 to 2.147483647E9, got [10.0,"
            + " 1.0]",
        () -> COCO.withDetections(List.of(10, 1)));
    CocoEvaluationTest.refused(
        "numbers of detections: expected at least one, got none",
        () -> COCO.withDetections(List.of()));
    CocoEvaluationTest.refused(
        "overlaps: expected ascending numbers from 0.0 to 1.0, got [0.5, 1.5]",
        () ->
            new EvaluationSettings(
                ComparedShape.BOX,
                ComparedShape.BOX,
                List.of(.5, 1.5),
                COCO.recalls(),
                COCO.detections(),
                COCO.areas()));
    CocoEvaluationTest.refused(
        "area range odd: expected least <= most, got 3.0 and 2.0",
        () -> new AreaRange("odd", "o", 3, 2));
  }
}
