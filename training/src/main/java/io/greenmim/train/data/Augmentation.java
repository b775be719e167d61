package io.greenmim.train.data;

import io.greenmim.config.Checks;
import io.greenmim.image.ResampleFilter;
import java.util.Objects;

/**
 * How a training picture is drawn from an image: a random rectangle, resized, perhaps mirrored.
 *
 * @param minScale smallest area of the rectangle as a fraction of the image's, above 0
 * @param maxScale largest area as a fraction of the image's, at most 1
 * @param minRatio smallest width of the rectangle over its height, above 0
 * @param maxRatio largest width over height
 * @param flipProbability probability of a horizontal mirroring, 0 to 1
 * @param filter how a rectangle is resized
 */
public record Augmentation(
    double minScale,
    double maxScale,
    double minRatio,
    double maxRatio,
    double flipProbability,
    ResampleFilter filter) {

  /** What MAE and GreenMIM pre-train with: area 0.2 to 1, ratio 3/4 to 4/3, half mirrored. */
  public static final Augmentation PRETRAINING =
      new Augmentation(0.2, 1.0, 3.0 / 4.0, 4.0 / 3.0, 0.5, ResampleFilter.BICUBIC);

  /** What SimMIM pre-trains with: area 0.67 to 1, and bilinear crops. */
  public static final Augmentation SIMMIM =
      new Augmentation(0.67, 1.0, 3.0 / 4.0, 4.0 / 3.0, 0.5, ResampleFilter.BILINEAR);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a range is empty or outside of its bounds
   */
  public Augmentation {
    Objects.requireNonNull(filter, "filter");
    Checks.that(
        minScale > 0 && minScale <= maxScale && maxScale <= 1,
        "crop scale must satisfy 0 < min <= max <= 1, got %s to %s",
        minScale,
        maxScale);
    Checks.that(
        minRatio > 0 && minRatio <= maxRatio && maxRatio < Double.POSITIVE_INFINITY,
        "aspect ratio must satisfy 0 < min <= max, got %s to %s",
        minRatio,
        maxRatio);
    Checks.that(
        flipProbability >= 0 && flipProbability <= 1,
        "flip probability must lie in 0 to 1, got %s",
        flipProbability);
  }

  /**
   * Returns this augmentation with another range of areas.
   *
   * @param scale smallest area of the rectangle as a fraction of the image's
   * @return a copy with that area
   * @throws IllegalArgumentException if it is out of its bounds
   */
  public Augmentation withMinScale(double scale) {
    return new Augmentation(scale, maxScale, minRatio, maxRatio, flipProbability, filter);
  }

  /**
   * Returns this augmentation for pictures that are not square: rectangles are wider by as much as
   * the pictures are.
   *
   * @param width columns of the training picture
   * @param height rows of the training picture
   * @return a copy with ratios multiplied by width / height
   */
  public Augmentation withShape(int width, int height) {
    double wider = (double) width / height;
    return new Augmentation(
        minScale, maxScale, minRatio * wider, maxRatio * wider, flipProbability, filter);
  }

  /**
   * Returns the size that an image needs so that even its smallest crop is not enlarged.
   *
   * @param width columns of the training picture
   * @param height rows of the training picture
   * @return a side length in pixels: crops of an image whose sides are at least this long have at
   *     least the picture's sides, but for rounding
   */
  public int sufficientSide(int width, int height) {
    // A crop of scale s and ratio r of a square of side a is a sqrt(s r) wide, a sqrt(s / r) high.
    double narrowest = Math.sqrt(minScale * minRatio);
    double flattest = Math.sqrt(minScale / maxRatio);
    double side = Math.max(width / narrowest, height / flattest);
    return (int) Math.min(Math.ceil(side), Integer.MAX_VALUE);
  }
}
