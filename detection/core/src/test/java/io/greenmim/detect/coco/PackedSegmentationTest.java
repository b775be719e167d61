package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackedSegmentationTest {

  private static CocoSegmentation again(CocoSegmentation segmentation) {
    return PackedSegmentation.unpack(PackedSegmentation.pack(segmentation));
  }

  private static void assertBits(double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Double.doubleToRawLongBits(expected[i]), Double.doubleToRawLongBits(actual[i]));
    }
  }

  @Property(tries = 200)
  void anyDoublesComeBackBitForBit(@ForAll List<@Size(max = 9) double[]> parts) {
    Polygons back = (Polygons) again(new Polygons(parts));

    assertEquals(parts.size(), back.parts().size());
    for (int p = 0; p < parts.size(); p++) {
      assertBits(parts.get(p), back.parts().get(p));
    }
  }

  /** What JSON parsing gives for a number of up to two decimals. */
  @Property
  void decimalsComeBackBitForBit(
      @ForAll @Size(max = 20) List<@IntRange(min = -2_000_000, max = 2_000_000) Integer> cents) {
    double[] xy =
        cents.stream()
            .mapToDouble(
                cent ->
                    Double.parseDouble(
                        (cent < 0 ? "-" : "")
                            + Math.abs(cent) / 100
                            + "."
                            + "%02d".formatted(Math.abs(cent) % 100)))
            .toArray();

    assertBits(xy, ((Polygons) again(new Polygons(List.of(xy)))).parts().get(0));
  }

  @Test
  void specialNumbersComeBack() {
    double[] xy = {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 1e300, Double.MIN_VALUE, 3};

    assertBits(xy, ((Polygons) again(new Polygons(List.of(xy)))).parts().get(0));
  }

  @Test
  void cocoCoordinatesTakeAQuarterOfTheirDoubles() {
    double[] xy = new double[400];
    for (int i = 0; i < xy.length; i++) {
      xy[i] = (30_000 + 47 * i % 600) / 100.0;
    }

    int bytes = PackedSegmentation.pack(new Polygons(List.of(xy))).length;

    assertTrue(bytes <= 2 * xy.length + 10, bytes + " bytes");
  }

  @Test
  void otherFormsComeBack() {
    Runs runs = (Runs) again(new Runs(4, 5, new int[] {0, 7, 13}));
    assertEquals(4, runs.height());
    assertEquals(5, runs.width());
    assertArrayEquals(new int[] {0, 7, 13}, runs.counts());
    CompressedRuns text = new CompressedRuns(480, 640, "\\\\o0".repeat(300));
    assertEquals(text, again(text));
    assertEquals(new Missing(), again(new Missing()));
    assertEquals(new Unreadable("a number"), again(new Unreadable("a number")));
    assertEquals(0, ((Polygons) again(new Polygons(List.of()))).parts().size());
  }
}
