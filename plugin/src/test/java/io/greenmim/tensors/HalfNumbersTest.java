package io.greenmim.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalfNumbersTest {

  @Test
  void everyHalfSurvivesTheWayThereAndBack() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfNumbers.widen((short) bits);
      if (Float.isNaN(value)) {
        assertTrue(Float.isNaN(HalfNumbers.widen(HalfNumbers.narrow(value))));
      } else {
        assertEquals((short) bits, HalfNumbers.narrow(value), "bits " + bits);
      }
    }
  }

  /** Against a search through all halves; of two that are equally near, the even one. */
  @Test
  void numbersAreRoundedToTheNearest() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      float value = (float) Math.scalb(random.nextDouble(-2, 2), random.nextInt(-28, 15));
      assertEquals(nearest(value), HalfNumbers.narrow(value), "value " + value);
    }
    for (int bits : new int[] {0, 1, 0x3ff, 0x400, 0x3c00, 0x3c01, 0x7bfe}) {
      float low = HalfNumbers.widen((short) bits);
      float high = HalfNumbers.widen((short) (bits + 1));
      float middle = (low + high) / 2;
      int even = bits % 2 == 0 ? bits : bits + 1;
      assertEquals((short) even, HalfNumbers.narrow(middle), "between " + low + " and " + high);
      assertEquals((short) bits, HalfNumbers.narrow(Math.nextDown(middle)));
      assertEquals((short) (bits + 1), HalfNumbers.narrow(Math.nextUp(middle)));
    }
  }

  private static short nearest(float value) {
    int best = value < 0 ? 0x8000 : 0;
    for (int bits = best; bits < (best | 0x7c00); bits++) {
      double distance = Math.abs((double) HalfNumbers.widen((short) bits) - value);
      double before = Math.abs((double) HalfNumbers.widen((short) best) - value);
      if (distance < before || (distance == before && bits % 2 == 0)) {
        best = bits;
      }
    }
    return (short) best;
  }

  @Test
  void whatIsTooLargeIsInfinite() {
    assertEquals(65504, HalfNumbers.widen(HalfNumbers.narrow(Math.nextDown(65520f))));
    for (float large : new float[] {65520, 1e6f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
      assertEquals(Float.POSITIVE_INFINITY, HalfNumbers.widen(HalfNumbers.narrow(large)));
      assertEquals(Float.NEGATIVE_INFINITY, HalfNumbers.widen(HalfNumbers.narrow(-large)));
    }
  }

  @Test
  void tensorsAreRoundedWhenTheyAreRead() throws IOException {
    MemoryTensor tensor = MemoryTensor.of(new float[] {1, -0.1f, 1e-9f, 3000.7f}, List.of(2L, 2L));
    StoredTensor half = HalfNumbers.of(tensor);
    assertEquals("F16 (2, 2)", half.describe());
    assertEquals(8, half.read().remaining());
    assertArrayEquals(new float[] {1, -0.099975586f, 0, 3000}, FloatValues.of(half));
    assertSame(half, HalfNumbers.of(half));
  }
}
