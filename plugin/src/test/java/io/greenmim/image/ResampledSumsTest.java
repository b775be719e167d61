package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.testing.BandFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resized samples of 8 bits are the sums that define them, bit for bit, in either order. */
class ResampledSumsTest {

  private static final CropBox CROP = new CropBox(2, 3, 150, 290);

  /** Four taps and fewer, five to eight, more; a block of rows and several; any channels. */
  @ParameterizedTest
  @CsvSource({
    "3, 224, 224, BICUBIC",
    "3, 150, 300, BICUBIC",
    "3, 100, 200, BICUBIC",
    "3, 80, 145, BICUBIC",
    "3, 70, 120, BILINEAR",
    "3, 31, 23, BICUBIC",
    "3, 5, 3, BILINEAR",
    "1, 97, 113, BICUBIC",
    "2, 64, 300, BILINEAR",
    "5, 41, 77, BICUBIC"
  })
  void samplesAreTheSumsOfTheirTaps(int channels, int width, int height, ResampleFilter filter) {
    PixelImage image = steep(BandFile.noise(160, 300, channels, 8, 3));
    byte[] expected = summed(image, width, height, filter);
    Resampler resampler = new Resampler(filter);
    assertArrayEquals(expected, resampler.resizeCrop(image, CROP, width, height).bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "3, 8, 61, 43",
    "3, 8, 150, 290",
    "1, 8, 61, 43",
    "4, 8, 37, 301",
    "3, 16, 61, 43",
    "5, 16, 150, 290"
  })
  void planesAreThoseOfTheResizedCrop(int channels, int bits, int width, int height) {
    PixelImage image = BandFile.noise(160, 300, channels, bits, 4);
    Resampler resampler = new Resampler(ResampleFilter.BICUBIC);
    PixelImage resized = resampler.resizeCrop(image, CROP, width, height);
    for (boolean mirrored : new boolean[] {false, true}) {
      assertArrayEquals(
          PixelPlanes.of(resized, mirrored),
          resampler.planesOfCrop(image, CROP, width, height, mirrored));
    }
    CropBox outside = new CropBox(11, 3, 150, 290);
    assertThrows(
        IllegalArgumentException.class,
        () -> resampler.planesOfCrop(image, outside, width, height, false));
  }

  /** Noise of full contrast: sums leave 0 to 255 on both sides. */
  private static PixelImage steep(PixelImage image) {
    byte[] steep = image.bytes().clone();
    for (int i = 0; i < steep.length; i++) {
      int value = steep[i] & 0xff;
      steep[i] = (byte) (value < 90 ? 0 : value > 160 ? 255 : value);
    }
    return PixelImage.of(image.width(), image.height(), image.channels(), steep);
  }

  private static byte[] summed(PixelImage image, int width, int height, ResampleFilter filter) {
    ResampleTaps columns = new ResampleTaps();
    columns.prepare(filter, CROP.width(), 0, CROP.width(), width);
    ResampleTaps rows = new ResampleTaps();
    rows.prepare(filter, CROP.height(), 0, CROP.height(), height);
    int channels = image.channels();
    int[] narrow = new int[CROP.height() * width * channels];
    for (int i = 0; i < narrow.length; i++) {
      int c = i % channels;
      int x = i / channels % width;
      int y = i / channels / width;
      long sum = 1L << 21;
      for (int t = 0; t < columns.count[x]; t++) {
        int column = CROP.x() + columns.first[x] + t;
        int weight = columns.weights[x * columns.stride + t];
        sum += (long) weight * image.sample(column, CROP.y() + y, c);
      }
      narrow[i] = clipped(sum);
    }
    byte[] out = new byte[width * height * channels];
    for (int i = 0; i < out.length; i++) {
      int y = i / (width * channels);
      long sum = 1L << 21;
      for (int t = 0; t < rows.count[y]; t++) {
        int at = (rows.first[y] + t) * width * channels + i % (width * channels);
        sum += (long) rows.weights[y * rows.stride + t] * narrow[at];
      }
      out[i] = (byte) clipped(sum);
    }
    return out;
  }

  private static int clipped(long sum) {
    return (int) Math.min(Math.max(sum >> 22, 0), 255);
  }
}
