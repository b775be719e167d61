package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.imgcodecs.Imgcodecs;

/** What decoding at a reduced size, which is training's alone, changes in a training picture. */
class ReducedDecodingTest {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int DISCS = 60;
  private static final int SIDE = 80;

  /** The largest difference of a sample, of 255: at sharp edges. */
  private static final int WORST = 48;

  /** The mean difference. */
  private static final double MEAN = 2.5;

  @TempDir private Path folder;

  @Test
  void aPictureOfSharpEdgesChangesLittle() throws IOException {
    byte[] jpeg =
        TestImages.encode(
            discs(new SplittableRandom(4)), ".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY, 90);
    Path file = TestImages.write(folder, "discs.jpg", jpeg);
    ImageDecoder decoder = new ImageDecoder();
    PixelImage whole = decoder.decode(file);
    PixelImage reduced = decoder.decode(file, 3, 200);
    assertEquals(WIDTH, whole.width());
    assertEquals(WIDTH / 2, reduced.width());
    Resampler resampler = new Resampler(ResampleFilter.BICUBIC);
    byte[] a = resampler.resize(whole, SIDE, SIDE).bytes();
    byte[] b = resampler.resize(reduced, SIDE, SIDE).bytes();
    int worst = 0;
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      int difference = Math.abs((a[i] & 0xff) - (b[i] & 0xff));
      worst = Math.max(worst, difference);
      sum += difference;
    }
    int most = worst;
    double mean = (double) sum / a.length;
    assertTrue(most <= WORST && most > 0, () -> "largest difference " + most);
    assertTrue(mean <= MEAN, () -> "mean difference " + mean);
  }

  private static PixelImage discs(SplittableRandom random) {
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    for (int i = 0; i < DISCS; i++) {
      int x0 = random.nextInt(WIDTH);
      int y0 = random.nextInt(HEIGHT);
      int radius = random.nextInt(5, 80);
      byte[] colour = new byte[3];
      random.nextBytes(colour);
      for (int p = 0; p < WIDTH * HEIGHT; p++) {
        int x = p % WIDTH - x0;
        int y = p / WIDTH - y0;
        if (x * x + y * y < radius * radius) {
          System.arraycopy(colour, 0, rgb, 3 * p, 3);
        }
      }
    }
    return PixelImage.rgb(WIDTH, HEIGHT, rgb);
  }
}
