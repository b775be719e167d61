package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.Orientation;
import io.greenmim.image.PixelImage;
import java.util.stream.IntStream;

/**
 * Exchanges left and right.
 *
 * @param from size of the picture
 */
public record HorizontalFlip(PixelSize from) implements GeometricTransform {

  @Override
  public PixelSize to() {
    return from;
  }

  @Override
  public PixelImage apply(PixelImage image) {
    return image.upright(Orientation.TOP_RIGHT);
  }

  @Override
  public double x(double x) {
    return from.width() - x;
  }

  @Override
  public double y(double y) {
    return y;
  }

  @Override
  public int[] columns() {
    return IntStream.range(0, from.width()).map(x -> from.width() - 1 - x).toArray();
  }

  @Override
  public int[] rows() {
    return IntStream.range(0, from.height()).toArray();
  }
}
