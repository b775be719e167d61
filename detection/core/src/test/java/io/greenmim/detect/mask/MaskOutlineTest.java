package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaskOutlineTest {

  private static RunLengthMask mask(String... rows) {
    byte[] bitmap = new byte[rows.length * rows[0].length()];
    for (int i = 0; i < bitmap.length; i++) {
      bitmap[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 1 : 0);
    }
    return RunLengthMask.encode(rows.length, rows[0].length(), bitmap);
  }

  @Test
  void aRectangleHasFourCorners() {
    List<double[]> polygons = MaskOutline.polygons(mask("....", ".##.", ".##.", "...."));
    assertEquals(1, polygons.size());
    assertArrayEquals(new double[] {1, 1, 3, 1, 3, 3, 1, 3}, polygons.get(0));
    assertEquals(List.of(), MaskOutline.polygons(mask("..", "..")));
  }

  /** Pixels that touch at a corner alone are two parts. */
  @Test
  void partsAreApart() {
    RunLengthMask mask = mask("##..#", "##..#", "..#..", "..#..");
    List<double[]> polygons = MaskOutline.polygons(mask);
    assertEquals(3, polygons.size());
    assertEquals(mask, new PolygonRaster(4, 5).polygons(polygons));
  }

  @Test
  void holesStayOpen() {
    RunLengthMask mask = mask("#####", "#.#.#", "#####", "#.###", "#####");
    List<double[]> polygons = MaskOutline.polygons(mask);
    assertEquals(1, polygons.size());
    assertEquals(mask, new PolygonRaster(5, 5).polygons(polygons));
  }

  @Property(tries = 300, seed = "7")
  void theRasterOfTheOutlinesIsTheMask(
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 1, max = 99) int percent,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bitmap = new byte[height * width];
    for (int i = 0; i < bitmap.length; i++) {
      bitmap[i] = (byte) (random.nextInt(100) < percent ? 1 : 0);
    }
    RunLengthMask mask = RunLengthMask.encode(height, width, bitmap);
    List<double[]> polygons = MaskOutline.polygons(mask);
    RunLengthMask back =
        polygons.isEmpty()
            ? RunLengthMask.empty(height, width)
            : new PolygonRaster(height, width).polygons(polygons);
    assertEquals(mask, back);
  }
}
