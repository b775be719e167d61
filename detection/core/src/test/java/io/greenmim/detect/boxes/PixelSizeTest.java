package io.greenmim.detect.boxes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelSizeTest {

  /** Sizes that detectron2's ResizeShortestEdge gives. */
  @ParameterizedTest
  @CsvSource({
    "640, 480, 800, 1333, 1067, 800",
    "427, 640, 800, 1333, 800, 1199",
    "1000, 300, 800, 1333, 1333, 400",
    "300, 1000, 800, 1333, 400, 1333",
    "500, 500, 480, 1333, 480, 480",
    "2000, 1, 800, 1333, 1333, 1"
  })
  void shortSideHasTheLength(int w, int h, int side, int limit, int newW, int newH) {
    assertEquals(new PixelSize(newH, newW), new PixelSize(h, w).withShortSide(side, limit));
  }

  @ParameterizedTest
  @CsvSource({
    "640, 480, 1024, 1024, 768",
    "640, 480, 102.4, 102, 77",
    "480, 640, 2048, 1536, 2048",
    "3000, 2, 102.4, 102, 1",
    "4, 8, 5, 2, 5"
  })
  void fitsIntoASquare(int w, int h, double side, int newW, int newH) {
    assertEquals(new PixelSize(newH, newW), new PixelSize(h, w).within(side));
  }

  @Test
  void roundsUp() {
    assertEquals(new PixelSize(32, 64), new PixelSize(32, 33).roundedUp(32));
    assertThrows(IllegalArgumentException.class, () -> new PixelSize(4, 0));
  }
}
