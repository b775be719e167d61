package io.greenmim.train.data;

import io.greenmim.image.CropBox;
import io.greenmim.random.SplitMix64;

/**
 * Draws the rectangle of a random resized crop as torchvision's {@code RandomResizedCrop} does
 * (Szegedy et al., "Going deeper with convolutions", CVPR 2015, section 6).
 *
 * <p>Area uniform, logarithm of the aspect ratio uniform; after ten draws that do not fit the
 * largest central rectangle with an allowed ratio.
 */
public final class RandomResizedCrop {

  private static final int TRIES = 10;

  private final Augmentation augmentation;

  /**
   * Makes a sampler of rectangles.
   *
   * @param augmentation the ranges of area and ratio
   */
  public RandomResizedCrop(Augmentation augmentation) {
    this.augmentation = augmentation;
  }

  /**
   * Draws a rectangle.
   *
   * @param width columns of the image, at least 1
   * @param height rows of the image, at least 1
   * @param random the source of randomness
   * @return a rectangle inside of the image
   */
  public CropBox sample(int width, int height, SplitMix64 random) {
    double area = (double) width * height;
    // StrictMath: the same rectangle on every machine.
    double logMin = StrictMath.log(augmentation.minRatio());
    double logMax = StrictMath.log(augmentation.maxRatio());
    for (int i = 0; i < TRIES; i++) {
      double target = area * random.nextDouble(augmentation.minScale(), augmentation.maxScale());
      double ratio = StrictMath.exp(random.nextDouble(logMin, logMax));
      // rint: ties to even, as Python rounds.
      int w = (int) Math.rint(Math.sqrt(target * ratio));
      int h = (int) Math.rint(Math.sqrt(target / ratio));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        int y = random.nextInt(height - h + 1);
        int x = random.nextInt(width - w + 1);
        return new CropBox(x, y, w, h);
      }
    }
    return central(width, height);
  }

  private CropBox central(int width, int height) {
    double ratio = (double) width / height;
    int w = width;
    int h = height;
    if (ratio < augmentation.minRatio()) {
      h = (int) Math.rint(width / augmentation.minRatio());
    } else if (ratio > augmentation.maxRatio()) {
      w = (int) Math.rint(height * augmentation.maxRatio());
    }
    // An extreme range of ratios can round a side to nothing.
    w = Math.max(1, w);
    h = Math.max(1, h);
    return new CropBox((width - w) / 2, (height - h) / 2, w, h);
  }
}
