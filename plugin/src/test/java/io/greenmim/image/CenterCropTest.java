package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CenterCropTest {

  /** Python: round((image - crop) / 2.0) gives 0 for 0.5, 2 for 1.5, 2 for 2.5, 4 for 3.5. */
  @ParameterizedTest
  @CsvSource({"5, 4, 0", "7, 4, 2", "9, 4, 2", "11, 4, 4", "8, 4, 2", "4, 4, 0"})
  void startIsRoundedHalfToEven(int side, int crop, int start) {
    PixelImage cut = new CenterCrop(crop, 3).apply(TestPatterns.counted(side, 3));
    assertEquals(start, cut.sample(0, 0, 1));
    assertEquals(start + crop - 1, cut.sample(crop - 1, 2, 1));
    PixelImage tall = new CenterCrop(3, crop).apply(TestPatterns.counted(3, side));
    assertEquals(start, tall.sample(0, 0, 2));
  }

  @Test
  void smallImageIsCentredOnBlack() {
    // Margins of 3 columns: 1 left, 2 right; rows 5 to 2: start round(1.5) = 2.
    PixelImage cut = new CenterCrop(5, 2).apply(TestPatterns.counted(2, 5));
    byte[] expected = new byte[30];
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 2; x++) {
        int p = (y * 5 + x + 1) * 3;
        expected[p] = (byte) ((y + 2) * 2 + x);
        expected[p + 1] = (byte) x;
        expected[p + 2] = (byte) (y + 2);
      }
    }
    assertArrayEquals(expected, cut.bytes());
  }

  @Test
  void onePixelIsPaddedOnBothAxes() {
    PixelImage cut = new CenterCrop(4, 3).apply(TestPatterns.constant(1, 1, 200));
    byte[] expected = new byte[36];
    for (int c = 0; c < 3; c++) {
      expected[(1 * 4 + 1) * 3 + c] = (byte) 200;
    }
    assertArrayEquals(expected, cut.bytes());
  }

  @Test
  void sameSizeIsTheImageItself() {
    PixelImage image = TestPatterns.counted(4, 4);
    assertSame(image, new CenterCrop(4, 4).apply(image));
  }

  @Test
  void refusesEmptyCrop() {
    assertThrows(IllegalArgumentException.class, () -> new CenterCrop(0, 4));
  }
}
