package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.boxes.Boxes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaskTargetsTest {

  private static final RunLengthMask SQUARE =
      new PolygonRaster(40, 50).polygon(10, 10, 20, 10, 20, 20, 10, 20);

  @Test
  void aRegionOnTheObjectIsInside() {
    byte[] ones = new byte[25];
    Arrays.fill(ones, (byte) 1);

    assertArrayEquals(
        ones, new MaskTargets(5).targets(List.of(SQUARE), new int[1], Boxes.of(10, 10, 20, 20)));
  }

  @Test
  void eachRegionSeesItsObject() {
    RunLengthMask none = RunLengthMask.empty(40, 50);
    Boxes regions = Boxes.of(0, 0, 20, 20, 10, 10, 20, 20, 10, 0, 30, 20);

    byte[] targets =
        new MaskTargets(2).targets(List.of(none, SQUARE), new int[] {1, 0, 1}, regions);

    assertArrayEquals(new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0}, targets);
  }

  @Test
  void regionsOutsideOrWithoutAreaAreEmpty() {
    MaskTargets maker = new MaskTargets(3);

    assertArrayEquals(
        new byte[18],
        maker.targets(List.of(SQUARE), new int[2], Boxes.of(100, 100, 120, 130, 15, 15, 15, 15)));
  }

  /** The sums over runs are those over single samples. */
  @Property(tries = 300, seed = "5")
  void sharesAreThoseOfTheSamples(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 14) int side,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bitmap = new byte[height * width];
    double share = random.nextDouble();
    for (int i = 0; i < bitmap.length; i++) {
      bitmap[i] = (byte) (random.nextDouble() < share ? 1 : 0);
    }
    RunLengthMask mask = RunLengthMask.encode(height, width, bitmap);
    float x1 = (random.nextFloat() * 1.4f - .4f) * width;
    float y1 = (random.nextFloat() * 1.4f - .4f) * height;
    float x2 = x1 + random.nextFloat() * width;
    float y2 = y1 + random.nextFloat() * height;
    double[] shares = new MaskTargets(side).shares(mask, Boxes.of(x1, y1, x2, y2), 0);

    SampledBins samples =
        new SampledBins(
            mask, new RegionAxis(y1, y2, side, height), new RegionAxis(x1, x2, side, width));
    for (int bin = 0; bin < shares.length; bin++) {
      assertEquals(samples.share(bin / side, bin % side), shares[bin], 2e-6);
      assertEquals(
          direct(bitmap, height, width, new float[] {x1, y1, x2, y2}, side, bin),
          shares[bin],
          2e-5);
    }
  }

  /** RoIAlign as its definition says, in double precision. */
  private static double direct(
      byte[] bitmap, int height, int width, float[] box, int side, int bin) {
    double wide = ((double) box[2] - box[0]) / side;
    double high = ((double) box[3] - box[1]) / side;
    int across = (int) Math.ceil((float) wide);
    int down = (int) Math.ceil((float) high);
    double sum = 0;
    int row = bin / side;
    int column = bin % side;
    for (int v = 0; v < down; v++) {
      for (int u = 0; u < across; u++) {
        double y = box[1] - .5 + row * high + (v + .5) * high / down;
        double x = box[0] - .5 + column * wide + (u + .5) * wide / across;
        if (y >= -1 && y <= height && x >= -1 && x <= width) {
          sum += sample(bitmap, height, width, y, x);
        }
      }
    }
    return sum / Math.max(1, across * down);
  }

  private static double sample(byte[] bitmap, int height, int width, double y, double x) {
    double row = Math.max(0, Math.min(height - 1, y));
    double column = Math.max(0, Math.min(width - 1, x));
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    double v = row - top;
    double u = column - left;
    return (1 - v) * ((1 - u) * bitmap[top * width + left] + u * bitmap[top * width + right])
        + v * ((1 - u) * bitmap[bottom * width + left] + u * bitmap[bottom * width + right]);
  }

  @Test
  void refusesWhatIsNoRegion() {
    MaskTargets maker = new MaskTargets(3);

    RunLengthMaskTest.refused(
        "side of the mask targets: expected a positive number, got 0", () -> new MaskTargets(0));
    RunLengthMaskTest.refused(
        "matches: expected one for each of 1 regions, got 2",
        () -> maker.targets(List.of(SQUARE), new int[2], Boxes.of(0, 0, 1, 1)));
    RunLengthMaskTest.refused(
        "region: expected corners within 1000000 pixels, got 0.0 and NaN",
        () -> maker.targets(List.of(SQUARE), new int[1], Boxes.of(0, 0, 1, Float.NaN)));
  }
}
