package io.greenmim.detect.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.boxes.PixelSize;
import org.junit.jupiter.api.Test;

class PolygonClipTest {

  private static final PixelSize SIZE = new PixelSize(20, 10);

  private static double area(double... xy) {
    return PolygonClip.area(xy, SIZE);
  }

  @Test
  void measuresWhatIsInside() {
    assertEquals(6, area(1, 1, 3, 1, 3, 4, 1, 4), 1e-12);
    assertEquals(6, area(1, 4, 3, 4, 3, 1, 1, 1), 1e-12, "the other way round");
    assertEquals(3, area(-1, 1, 1, 1, 1, 4, -1, 4), 1e-12, "half of it to the left");
    assertEquals(200, area(-5, -5, 50, -5, 50, 50, -5, 50), 1e-12, "the whole picture");
    assertEquals(4.5, area(7, 20, 10, 17, 16, 23), 1e-12, "a triangle over a corner");
  }

  @Test
  void whatIsOutsideHasNoArea() {
    assertEquals(0, area(11, 1, 13, 1, 13, 4));
    assertEquals(0, area(10, 1, 13, 1, 13, 4), "it touches the border");
    assertEquals(0, area(-3, -1, 14, -1, 14, -9));
    assertEquals(0, area(-6, 4, -1, 21, 3, 24, -20, 40), 1e-12, "it passes a corner");
  }

  @Test
  void partsThatTheBorderSeparatesAreAdded() {
    // A U upside down whose bend is above the picture: two legs of 2 x 5 are left.
    assertEquals(20, area(1, -3, 8, -3, 8, 5, 6, 5, 6, -1, 3, -1, 3, 5, 1, 5), 1e-12);
  }
}
