package io.greenmim.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.random.SplitMix64;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandAugmentTest {

  private static final Filling MEANS = new Filling(ResampleFilter.BICUBIC, List.of(124, 116, 104));

  @Test
  void readsTheNotationOfTimm() {
    assertEquals(RandAugment.USUAL, RandAugment.parse("rand-m9-mstd0.5-inc1"));
    assertEquals(
        new RandAugment(3, 7, 0, 8, 0.25), RandAugment.parse(" rand-inc1-n3-m7-mmax8-p0.25 "));
    assertEquals(new RandAugment(2, 10, 0, 10, 0.5), RandAugment.parse("RAND-inc1"));
  }

  @ParameterizedTest
  @CsvSource({
    "augmix-m3, 'RandAugment: expected such as rand-m9-mstd0.5-inc1, got augmix-m3'",
    "rand-m9-mstd0.5, 'RandAugment: expected inc1, operations that grow with the magnitude, in"
        + " rand-m9-mstd0.5'",
    "rand-m9-inc0, 'RandAugment: expected inc1, operations that grow with the magnitude, in"
        + " rand-m9-inc0'",
    "rand-w1-inc1, 'RandAugment: expected m, n, mstd, mmax, p or inc1, got w1 in rand-w1-inc1'",
    "rand-m-inc1, 'RandAugment: expected such as rand-m9-mstd0.5-inc1, got rand-m-inc1'",
    "rand-m11-inc1, 'RandAugment: expected a magnitude (m) from 0 to 10, got 11.0'",
    "rand-n1.5-inc1, 'RandAugment: expected a whole number of operations (n), got 1.5'",
    "rand-n0-inc1, 'RandAugment: expected 1 to 100 operations (n), got 0'",
    "rand-mmax0-inc1, 'RandAugment: expected a largest magnitude (mmax) above 0, at most 10, got"
        + " 0.0'",
    "rand-p2-inc1, 'RandAugment: expected a probability (p) from 0 to 1, got 2.0'",
  })
  void refusesWhatItDoesNotKnow(String text, String message) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> RandAugment.parse(text));
    assertEquals(message, thrown.getMessage());
  }

  @Test
  void oneSeedGivesOnePicture() {
    PixelImage image = ImageOperationTest.noise(40, 30, 3, 1);
    Set<String> different = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      byte[] once = RandAugment.USUAL.apply(image, MEANS, SplitMix64.of(seed)).bytes();
      byte[] again = RandAugment.USUAL.apply(image, MEANS, SplitMix64.of(seed)).bytes();
      assertArrayEquals(once, again);
      different.add(Arrays.toString(once));
    }
    // A quarter of the pictures stays as it is.
    assertTrue(different.size() > 25 && different.size() < 50, different.size() + "");
  }

  /** On one colour that geometric operations fill with: whatever else is drawn would change it. */
  @Test
  void otherImagesKnowGeometryAlone() {
    RandAugment always = new RandAugment(4, 9, 0.5, 10, 1);
    byte[] flat = new byte[20 * 20 * 4];
    Arrays.fill(flat, (byte) 60);
    PixelImage image = PixelImage.of(20, 20, 4, flat);
    short[] deepFlat = new short[20 * 20 * 3];
    Arrays.fill(deepFlat, (short) 60);
    PixelImage deep = PixelImage.of(20, 20, 3, deepFlat);
    Filling same = new Filling(ResampleFilter.BILINEAR, List.of(60, 60, 60, 60));
    Filling other = new Filling(ResampleFilter.BILINEAR, List.of(0, 0, 0, 0));
    int moved = 0;
    for (int seed = 0; seed < 40; seed++) {
      assertArrayEquals(flat, always.apply(image, same, SplitMix64.of(seed)).bytes());
      assertArrayEquals(deepFlat, always.apply(deep, same, SplitMix64.of(seed)).shorts());
      byte[] changed = always.apply(image, other, SplitMix64.of(seed)).bytes();
      moved += Arrays.equals(flat, changed) ? 0 : 1;
    }
    assertEquals(40, moved);
  }

  @Test
  void fillsWithTheMeanOfTheChannels() {
    PixelImage image = ImageOperationTest.noise(2, 2, 3, 1);
    assertEquals(MEANS, Filling.with(ResampleFilter.BICUBIC, Preprocessing.IMAGENET, image));
    Preprocessing two =
        Preprocessing.IMAGENET.withStatistics(List.of(-0.5, 0.5), List.of(1.0, 1.0));
    PixelImage deep = PixelImage.of(1, 1, 2, new short[2]);
    assertEquals(List.of(0, 32768), Filling.with(ResampleFilter.BICUBIC, two, deep).outside());
  }
}
