package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.testing.BandFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of any number of channels, of 8 and 16 bits. */
class DeepImageTest {

  private static final Resampler BICUBIC = new Resampler(ResampleFilter.BICUBIC);

  /** Each channel is resized as the same channel of a picture of 8 bits. */
  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "4, 8", "8, 8", "16, 8"})
  void everyChannelIsResizedAsAPicturesOwn(int channels, int bits) {
    PixelImage image = BandFile.noise(40, 33, channels, bits, 5);
    CropBox crop = new CropBox(3, 2, 31, 30);
    PixelImage resized = BICUBIC.resizeCrop(image, crop, 13, 17);
    for (int c = 0; c < channels; c++) {
      PixelImage alone = BICUBIC.resizeCrop(image.select(c, c, c), crop, 13, 17);
      assertTrue(SamePixels.of(alone.select(0), resized.select(c)), "channel " + c);
    }
  }

  /** Samples of 16 bits that 8 bits can hold are resized to the same, but for rounding. */
  @Test
  void sixteenBitsAreResizedAsEight() {
    PixelImage image = BandFile.noise(40, 33, 5, 8, 6);
    PixelImage twice = twice(image);
    for (int[] size : new int[][] {{13, 17}, {71, 50}, {40, 9}}) {
      PixelImage eight = BICUBIC.resize(image, size[0], size[1]);
      PixelImage sixteen = BICUBIC.resize(twice, size[0], size[1]);
      assertEquals(16, sixteen.bits());
      for (int i = 0; i < sixteen.shorts().length; i++) {
        // Each pass of 8 bits rounds by half a level at most.
        double level = (sixteen.shorts()[i] & 0xffff) / 257.0;
        assertEquals(eight.bytes()[i] & 0xff, level, 1.3, "sample " + i);
      }
    }
  }

  /** The definition in doubles, to a level of 65535. */
  @Test
  void sixteenBitsAreResizedExactly() {
    PixelImage image = BandFile.noise(29, 23, 3, 16, 8);
    double[] exact = SlowResize.resize(image, 12, 31, ResampleFilter.BILINEAR);
    PixelImage resized = new Resampler(ResampleFilter.BILINEAR).resize(image, 12, 31);
    for (int i = 0; i < exact.length; i++) {
      assertEquals(exact[i], resized.shorts()[i] & 0xffff, 1.5, "sample " + i);
    }
  }

  private static PixelImage twice(PixelImage image) {
    short[] shorts = new short[image.bytes().length];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) ((image.bytes()[i] & 0xff) * 257);
    }
    return PixelImage.of(image.width(), image.height(), image.channels(), shorts);
  }

  @Test
  void planesHoldUpperBytesBeforeLowerOnes() {
    PixelImage image = PixelImage.of(2, 1, 2, new short[] {0x0102, 0x0304, 0x0506, 0x0708});
    byte[] planes = new byte[8];
    PixelPlanes.write(image, planes, 0, 2, 2, false);
    assertEquals(4, PixelPlanes.count(image));
    assertArrayEquals(new byte[] {1, 5, 3, 7, 2, 6, 4, 8}, planes);
    PixelPlanes.write(image, planes, 0, 2, 2, true);
    assertArrayEquals(new byte[] {5, 1, 7, 3, 6, 2, 8, 4}, planes);
    // Planes of 8 bits, twice, are those of the same image in 16.
    PixelImage eight = BandFile.noise(3, 2, 5, 8, 1);
    byte[] once = new byte[30];
    byte[] both = new byte[60];
    PixelPlanes.write(eight, once, 0, 3, 6, false);
    PixelPlanes.write(twice(eight), both, 0, 3, 6, false);
    for (int i = 0; i < both.length; i++) {
      assertEquals(once[i % 30], both[i]);
    }
    assertTrue(SamePixels.of(eight, PixelPlanes.image(3, 2, once)));
  }

  @Test
  void peopleSeeThreeChannels() {
    PixelImage deep = PixelImage.of(1, 1, 5, new short[] {257, 514, 771, 4, 5});
    assertArrayEquals(new byte[] {1, 2, 3}, deep.toRgb().bytes());
    assertArrayEquals(new short[] {257, 514, 771}, deep.colours().shorts());
    PixelImage grey = PixelImage.of(1, 1, 2, new byte[] {9, 1});
    assertArrayEquals(new byte[] {9, 9, 9}, grey.toRgb().bytes());
    PixelImage rgb = PixelImage.rgb(1, 1, new byte[] {1, 2, 3});
    assertSame(rgb, rgb.toRgb());
  }

  @Test
  void samplesMustFit() {
    assertThrows(IllegalArgumentException.class, () -> PixelImage.of(1, 1, 17, new byte[17]));
    assertThrows(IllegalArgumentException.class, () -> PixelImage.of(2, 1, 2, new byte[3]));
    PixelImage deep = BandFile.noise(2, 2, 1, 16, 0);
    assertThrows(IllegalStateException.class, deep::bytes);
    assertThrows(IllegalStateException.class, () -> deep.toRgb().shorts());
    assertThrows(IndexOutOfBoundsException.class, () -> deep.select(1));
    assertThrows(IndexOutOfBoundsException.class, () -> deep.sample(0, 0, 1));
  }
}
