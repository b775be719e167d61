package io.greenmim.testing;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import io.greenmim.image.PixelImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Small pictures. */
public final class TinyImages {

  private TinyImages() {}

  /** Noise over a gradient. */
  public static PixelImage noisy(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % width + i / 3 / width + 40 * (i % 3) + random.nextInt(60));
    }
    return PixelImage.rgb(width, height, rgb);
  }

  /** The same picture as DJL has it. */
  public static Image toDjl(PixelImage image) {
    int[] pixels = new int[image.width() * image.height()];
    for (int p = 0; p < pixels.length; p++) {
      int x = p % image.width();
      int y = p / image.width();
      pixels[p] =
          0xff << 24
              | image.sample(x, y, 0) << 16
              | image.sample(x, y, 1) << 8
              | image.sample(x, y, 2);
    }
    return ImageFactory.getInstance().fromPixels(pixels, image.width(), image.height());
  }

  /** Writes a picture as PNG. */
  public static Path write(Path file, PixelImage image) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      toDjl(image).save(out, "png");
    }
    return file;
  }
}
