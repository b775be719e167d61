package io.greenmim.train.augment;

import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import java.util.List;

/**
 * How geometric operations fill the places of a picture.
 *
 * @param filter the interpolation between pixels; bicubic is Keys' kernel with a = -1 here
 * @param outside the sample of each channel where a place lies outside of the picture
 */
public record Filling(ResampleFilter filter, List<Integer> outside) {

  private static final int LARGEST_BYTE = 255;
  private static final int LARGEST_SHORT = 65535;

  /** Keeps a copy. */
  public Filling {
    outside = List.copyOf(outside);
  }

  /**
   * Fills with the mean of each channel, rounded.
   *
   * @param filter the interpolation between pixels
   * @param preprocessing tells the means
   * @param image tells the bits
   * @return the filling
   */
  public static Filling with(ResampleFilter filter, Preprocessing preprocessing, PixelImage image) {
    int largest = largest(image);
    return new Filling(
        filter,
        preprocessing.mean().stream()
            .map(mean -> (int) Math.max(0, Math.min(largest, Math.rint(mean * largest))))
            .toList());
  }

  /** The largest sample of an image. */
  static int largest(PixelImage image) {
    return image.bits() == 8 ? LARGEST_BYTE : LARGEST_SHORT;
  }
}
