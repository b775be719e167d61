package io.greenmim.train.augment;

import io.greenmim.config.Checks;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.random.SplitMix64;
import java.util.Optional;

/**
 * Random erasing (Zhong et al., 2017, arXiv 1708.04896): a rectangle of a picture becomes noise,
 * each sample by itself, as in timm's mode {@code pixel}. Noise is normal once it is normalised,
 * rounded to the samples that a picture can have.
 *
 * @param probability probability that a picture loses a rectangle, 0 to 1
 * @param minArea smallest area of the rectangle as a fraction of the picture's, above 0
 * @param maxArea largest area, at most 1
 * @param minRatio smallest height of the rectangle over its width, above 0, at most 1; the largest
 *     is 1 over it
 */
public record RandomErasing(double probability, double minArea, double maxArea, double minRatio) {

  private static final int TRIES = 10;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RandomErasing {
    Checks.that(
        probability >= 0 && probability <= 1,
        "random erasing: expected a probability from 0 to 1, got %s",
        probability);
    Checks.that(
        minArea > 0 && minArea <= maxArea && maxArea <= 1,
        "random erasing: expected areas with 0 < min <= max <= 1, got %s to %s",
        minArea,
        maxArea);
    Checks.that(
        minRatio > 0 && minRatio <= 1,
        "random erasing: expected a ratio above 0, at most 1, got %s",
        minRatio);
  }

  /**
   * Makes timm's: areas from 0.02 to a third, ratios from 0.3.
   *
   * @param probability probability that a picture loses a rectangle; 0.25 in published recipes
   * @return the erasing
   * @throws IllegalArgumentException if it is no probability
   */
  public static RandomErasing of(double probability) {
    return new RandomErasing(probability, 0.02, 1.0 / 3, 0.3);
  }

  /**
   * Perhaps erases a rectangle.
   *
   * @param image a picture of any number of bits
   * @param preprocessing mean and deviation of each of its channels
   * @param random the source of randomness
   * @return a picture of the same size, channels and bits; this one where nothing was erased
   */
  public PixelImage apply(PixelImage image, Preprocessing preprocessing, SplitMix64 random) {
    return random.nextDouble() < probability
        ? sample(image.width(), image.height(), random)
            .map(box -> erased(image, box, preprocessing, new NormalNoise(random)))
            .orElse(image)
        : image;
  }

  /**
   * Draws a rectangle: area uniform, logarithm of the ratio uniform.
   *
   * @param width columns of the picture
   * @param height rows of the picture
   * @param random the source of randomness
   * @return a rectangle inside the picture, smaller than it on both sides; empty if ten draws did
   *     not fit
   */
  Optional<CropBox> sample(int width, int height, SplitMix64 random) {
    double largest = -StrictMath.log(minRatio);
    for (int i = 0; i < TRIES; i++) {
      double area = (double) width * height * random.nextDouble(minArea, maxArea);
      double ratio = StrictMath.exp(random.nextDouble(-largest, largest));
      // rint: ties to even, as Python rounds.
      int h = (int) Math.rint(Math.sqrt(area * ratio));
      int w = (int) Math.rint(Math.sqrt(area / ratio));
      if (h > 0 && h < height && w > 0 && w < width) {
        int y = random.nextInt(height - h + 1);
        int x = random.nextInt(width - w + 1);
        return Optional.of(new CropBox(x, y, w, h));
      }
    }
    return Optional.empty();
  }

  private static PixelImage erased(
      PixelImage image, CropBox box, Preprocessing preprocessing, NormalNoise noise) {
    int channels = image.channels();
    int largest = Filling.largest(image);
    double[] mean = preprocessing.mean().stream().mapToDouble(m -> m * largest).toArray();
    double[] spread = preprocessing.deviation().stream().mapToDouble(d -> d * largest).toArray();
    byte[] bytes = image.bits() == 8 ? image.bytes().clone() : null;
    short[] shorts = image.bits() == 8 ? null : image.shorts().clone();
    for (int y = box.y(); y < box.y() + box.height(); y++) {
      int from = (y * image.width() + box.x()) * channels;
      for (int i = 0; i < box.width() * channels; i++) {
        int c = i % channels;
        double value = Math.rint(mean[c] + spread[c] * noise.next());
        int sample = (int) Math.max(0, Math.min(largest, value));
        if (bytes != null) {
          bytes[from + i] = (byte) sample;
        } else {
          shorts[from + i] = (short) sample;
        }
      }
    }
    return bytes != null
        ? PixelImage.of(image.width(), image.height(), channels, bytes)
        : PixelImage.of(image.width(), image.height(), channels, shorts);
  }
}
