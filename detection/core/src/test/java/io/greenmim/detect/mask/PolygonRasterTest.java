package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.BoxXywh;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PolygonRasterTest {

  private final PolygonRaster raster = new PolygonRaster(20, 30);

  @Test
  void aBoxOfWholePixelsIsItself() {
    RunLengthMask mask = raster.box(new BoxXywh(3, 4, 5, 6));

    assertEquals(new PixelBox(3, 4, 5, 6), mask.box());
    assertEquals(30, mask.area());
  }

  @Test
  void partsAreJoined() {
    double[] left = {2, 2, 10, 2, 10, 10, 2, 10};
    double[] right = {8, 4, 20, 4, 20, 8, 8, 8};

    RunLengthMask both = raster.polygons(List.of(left, right));

    assertEquals(64 + 48 - 8, both.area());
    assertEquals(RunLengthMask.union(List.of(raster.polygon(left), raster.polygon(right))), both);
  }

  @Test
  void crossingPartsOfOnePolygonCancel() {
    double[] twice = {2, 2, 10, 2, 10, 10, 2, 10, 2, 2, 10, 2, 10, 10, 2, 10};

    assertEquals(RunLengthMask.empty(20, 30), raster.polygon(twice));
  }

  @Test
  void whatIsOutsideIsCutOff() {
    assertEquals(0, raster.polygon(40, 30, 50, 30, 50, 40).area());
    assertEquals(600, raster.polygon(-9, -9, 99, -9, 99, 99, -9, 99).area());
  }

  /** A polygon's pixels differ from its area by less than a pixel for each unit of its outline. */
  @Property(tries = 300, seed = "4")
  void areasAreThoseOfTheGeometry(@ForAll long seed) {
    Random random = new Random(seed);
    int corners = 3 + random.nextInt(8);
    double[] xy = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      // Star-shaped around the middle, so that the outline does not cross itself.
      double angle = 2 * Math.PI * i / corners;
      double radius = 20 + 70 * random.nextDouble();
      xy[2 * i] = 100 + radius * Math.cos(angle);
      xy[2 * i + 1] = 100 + radius * Math.sin(angle);
    }
    double area = 0;
    double outline = 0;
    for (int i = 0; i < xy.length; i += 2) {
      int next = (i + 2) % xy.length;
      area += (xy[i] * xy[next + 1] - xy[next] * xy[i + 1]) / 2;
      outline += Math.hypot(xy[next] - xy[i], xy[next + 1] - xy[i + 1]);
    }

    RunLengthMask mask = new PolygonRaster(200, 200).polygon(xy);

    assertTrue(Math.abs(mask.area() - area) <= outline, mask.area() + " pixels for " + area);
    assertEquals(mask, new PolygonRaster(200, 200).polygon(reversed(xy)));
  }

  private static double[] reversed(double[] xy) {
    double[] reversed = new double[xy.length];
    for (int i = 0; i < xy.length; i += 2) {
      reversed[i] = xy[xy.length - 2 - i];
      reversed[i + 1] = xy[xy.length - 1 - i];
    }
    return reversed;
  }

  @Test
  void refusesWhatIsNoPolygon() {
    RunLengthMaskTest.refused(
        "polygon: expected x and y of at least 3 corners, got 4 numbers",
        () -> raster.polygon(1, 2, 3, 4));
    RunLengthMaskTest.refused(
        "polygon: expected x and y of at least 3 corners, got 7 numbers",
        () -> raster.polygon(1, 2, 3, 4, 5, 6, 7));
    RunLengthMaskTest.refused(
        "polygon: expected coordinates within 1000000 pixels, got NaN",
        () -> raster.polygon(1, 2, 3, Double.NaN, 5, 6));
    RunLengthMaskTest.refused(
        "polygon: expected coordinates within 1000000 pixels, got 1.0E9",
        () -> raster.polygon(1, 2, 3, 4, 5, 1e9));
    RunLengthMaskTest.refused(
        "masks: expected at least one, got none", () -> raster.polygons(List.of()));
  }
}
