package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.boxes.Boxes;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaskPasterTest {

  private final MaskPaster paster = new MaskPaster(30, 40, .5f);

  @Test
  void aFullSquareFillsTheBox() {
    float[] ones = new float[28 * 28];
    Arrays.fill(ones, 1);

    assertEquals(
        new PolygonRaster(30, 40).polygon(5, 6, 25, 6, 25, 20, 5, 20),
        paster.paste(ones, Boxes.of(5, 6, 25, 20), 0));
  }

  @Test
  void whatIsOutsideIsCutOff() {
    float[] ones = new float[] {1, 1, 1, 1};

    assertEquals(1200, paster.paste(ones, Boxes.of(-50, -50, 90, 90), 0).area());
    assertEquals(0, paster.paste(ones, Boxes.of(100, 100, 120, 120), 0).area());
    assertEquals(0, paster.paste(ones, Boxes.of(-120, 3, -100, 20), 0).area());
    assertEquals(0, paster.paste(ones, Boxes.of(9, 9, 9, 20), 0).area());
  }

  @Property(tries = 300, seed = "6")
  void decidesWhatItStretches(@ForAll @IntRange(min = 1, max = 9) int side, @ForAll long seed) {
    Random random = new Random(seed);
    float[] square = new float[side * side];
    for (int i = 0; i < square.length; i++) {
      square[i] = random.nextFloat();
    }
    float x = random.nextFloat() * 60 - 20;
    float y = random.nextFloat() * 60 - 20;
    Boxes boxes = Boxes.of(x, y, x + random.nextFloat() * 50, y + random.nextFloat() * 40);
    float threshold = Math.max(.01f, random.nextFloat());
    MaskPaster any = new MaskPaster(30, 40, threshold);
    float[] stretched = any.stretch(square, boxes, 0);
    byte[] decided = new byte[stretched.length];
    for (int i = 0; i < decided.length; i++) {
      decided[i] = (byte) (stretched[i] >= threshold ? 1 : 0);
    }

    assertEquals(RunLengthMask.encode(30, 40, decided), any.paste(square, boxes, 0));
  }

  @Test
  void refusesWhatCannotBePasted() {
    RunLengthMaskTest.refused(
        "mask probabilities: expected a square, got 5 numbers",
        () -> paster.paste(new float[5], Boxes.of(0, 0, 1, 1), 0));
    RunLengthMaskTest.refused(
        "box of a mask: expected finite corners, got NaN and 1.0",
        () -> paster.paste(new float[4], Boxes.of(Float.NaN, 0, 1, 1), 0));
    RunLengthMaskTest.refused(
        "mask threshold: expected a number above 0 and at most 1, got 0.0",
        () -> new MaskPaster(3, 4, 0));
  }
}
