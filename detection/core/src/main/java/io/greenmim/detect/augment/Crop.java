package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;
import java.util.stream.IntStream;

/**
 * Cuts a rectangle out of the picture.
 *
 * @param from size of the picture before
 * @param box the rectangle, inside the picture
 */
public record Crop(PixelSize from, CropBox box) implements GeometricTransform {

  private static final Resampler RESAMPLER = new Resampler(ResampleFilter.BILINEAR);

  /**
   * Checks that the rectangle is inside.
   *
   * @throws IllegalArgumentException if it is not
   */
  public Crop {
    if (box.x() + box.width() > from.width() || box.y() + box.height() > from.height()) {
      throw new IllegalArgumentException("crop: expected one inside " + from + ", got " + box);
    }
  }

  @Override
  public PixelSize to() {
    return new PixelSize(box.height(), box.width());
  }

  @Override
  public PixelImage apply(PixelImage image) {
    // Of the size of the rectangle, the resampler copies.
    return RESAMPLER.resizeCrop(image, box, box.width(), box.height());
  }

  @Override
  public double x(double x) {
    return x - box.x();
  }

  @Override
  public double y(double y) {
    return y - box.y();
  }

  @Override
  public int[] columns() {
    return IntStream.range(box.x(), box.x() + box.width()).toArray();
  }

  @Override
  public int[] rows() {
    return IntStream.range(box.y(), box.y() + box.height()).toArray();
  }
}
