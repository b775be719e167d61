package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RunLengthMaskTest {

  /** Rows 011, 001. */
  private static final RunLengthMask HOOK = RunLengthMask.of(2, 3, 2, 1, 1, 2);

  @Test
  void countsColumnByColumn() {
    byte[] bitmap = {0, 1, 1, 0, 0, 1};

    assertEquals(HOOK, RunLengthMask.encode(2, 3, bitmap));
    assertArrayEquals(bitmap, HOOK.decode());
    assertEquals(3, HOOK.area());
    assertEquals(new PixelBox(1, 0, 2, 2), HOOK.box());
  }

  @Test
  void keepsEmptyRuns() {
    RunLengthMask split = RunLengthMask.of(1, 5, 1, 0, 1, 2, 1, 0);

    assertArrayEquals(new int[] {1, 0, 1, 2, 1, 0}, split.counts());
    assertEquals(new PixelBox(2, 0, 2, 1), split.box());
    assertEquals(1, MaskOverlap.iou(split, RunLengthMask.of(1, 5, 2, 2, 1), false));
  }

  @Test
  void anEmptyMaskHasNoBoxAndOverlapsNothing() {
    RunLengthMask empty = RunLengthMask.empty(2, 3);

    assertEquals(PixelBox.EMPTY, empty.box());
    assertEquals(0, MaskOverlap.iou(empty, empty, true));
    assertEquals(0, MaskOverlap.iou(HOOK, empty, true));
  }

  @Test
  void aCrowdIsOverlappedByShareOfTheDetection() {
    RunLengthMask all = RunLengthMask.of(2, 3, 0, 6);

    assertEquals(.5, MaskOverlap.iou(HOOK, all, false));
    assertEquals(1, MaskOverlap.iou(HOOK, all, true));
  }

  @Property(tries = 300, seed = "1")
  void bitmapsComeBack(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll long seed) {
    byte[] bitmap = bitmap(height * width, new Random(seed));
    RunLengthMask mask = RunLengthMask.encode(height, width, bitmap);

    assertArrayEquals(bitmap, mask.decode());
    assertEquals(mask, RunLengthMask.of(height, width, mask.counts()));
    assertEquals(mask, RleString.parse(height, width, RleString.format(mask)));
  }

  @Property(tries = 300, seed = "2")
  void mergesAsBitmapsDo(
      @ForAll @IntRange(min = 1, max = 30) int height,
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] a = bitmap(height * width, random);
    byte[] b = bitmap(height * width, random);
    byte[] either = new byte[a.length];
    byte[] both = new byte[a.length];
    int common = 0;
    int together = 0;
    for (int i = 0; i < a.length; i++) {
      either[i] = (byte) (a[i] | b[i]);
      both[i] = (byte) (a[i] & b[i]);
      common += both[i];
      together += either[i];
    }
    RunLengthMask first = RunLengthMask.encode(height, width, a);
    RunLengthMask second = RunLengthMask.encode(height, width, b);

    assertEquals(
        RunLengthMask.encode(height, width, either), RunLengthMask.union(List.of(first, second)));
    assertEquals(
        RunLengthMask.encode(height, width, both),
        RunLengthMask.intersection(List.of(first, second)));
    assertEquals(
        together == 0 ? 0 : (double) common / together, MaskOverlap.iou(first, second, false));
  }

  @Test
  void refusesWhatIsNoMask() {
    refused(
        "mask: expected runs of 6 pixels together (2 x 3), got 5", () -> RunLengthMask.of(2, 3, 5));
    refused(
        "mask: expected run lengths of at least 0, got -1", () -> RunLengthMask.of(2, 3, 7, -1));
    refused(
        "mask: expected a size of 1 to 2147483647 pixels, got 0 x 3 (height x width)",
        () -> RunLengthMask.empty(0, 3));
    refused(
        "mask: expected a size of 1 to 2147483647 pixels, got 100000 x 100000 (height x width)",
        () -> RunLengthMask.empty(100000, 100000));
    refused(
        "bitmap: expected 6 pixels (2 x 3), got 4", () -> RunLengthMask.encode(2, 3, new byte[4]));
    refused("masks: expected at least one, got none", () -> RunLengthMask.union(List.of()));
    refused(
        "masks: expected equal sizes, got 2 x 3 and 3 x 2 (height x width)",
        () -> RunLengthMask.union(List.of(HOOK, RunLengthMask.empty(3, 2))));
    refused(
        "masks: expected equal sizes, got 2 x 3 and 3 x 2 (height x width)",
        () -> MaskOverlap.iou(HOOK, RunLengthMask.empty(3, 2), false));
    refused(
        "crowds: expected one flag for each of 1 objects, got 2",
        () -> MaskOverlap.ofMasks(List.of(HOOK), List.of(HOOK), new boolean[2]));
  }

  static void refused(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  private static byte[] bitmap(int pixels, Random random) {
    double share = random.nextDouble() * 1.2 - .1; // now and then empty or full
    byte[] bitmap = new byte[pixels];
    for (int i = 0; i < pixels; i++) {
      bitmap[i] = (byte) (random.nextDouble() < share ? 1 : 0);
    }
    return bitmap;
  }
}
