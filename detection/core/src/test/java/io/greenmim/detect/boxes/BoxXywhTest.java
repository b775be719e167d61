package io.greenmim.detect.boxes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BoxXywhTest {

  private static final BoxXywh SMALL = new BoxXywh(2, 2, 2, 2);
  private static final BoxXywh LARGE = new BoxXywh(0, 0, 4, 4);

  @Test
  void overlapIsIntersectionOverUnion() {
    assertEquals(.25, SMALL.iou(LARGE, false));
    assertEquals(.25, LARGE.iou(SMALL, false));
    assertEquals(0, SMALL.iou(new BoxXywh(4, 2, 2, 2), false));
  }

  @Test
  void overlapWithACrowdIsTheShareOfTheDetection() {
    assertEquals(1, SMALL.iou(LARGE, true));
    assertEquals(.25, LARGE.iou(SMALL, true));
  }

  @Test
  void refusesWhatIsNotFinite() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> new BoxXywh(0, 0, Double.POSITIVE_INFINITY, 1));

    assertEquals(
        "box: expected four finite numbers, got x 0.0, y 0.0, width Infinity, height 1.0",
        refused.getMessage());
  }
}
