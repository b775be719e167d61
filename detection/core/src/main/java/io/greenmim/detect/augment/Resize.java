package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;

/**
 * Stretches the picture to another size. Pixels are those of Pillow's bilinear filter with
 * antialiasing, those of masks the nearest ones, as in detectron2.
 *
 * @param from size of the picture before
 * @param to size of the picture after
 */
public record Resize(PixelSize from, PixelSize to) implements GeometricTransform {

  private static final Resampler RESAMPLER = new Resampler(ResampleFilter.BILINEAR);

  @Override
  public PixelImage apply(PixelImage image) {
    return from.equals(to) ? image : RESAMPLER.resize(image, to.width(), to.height());
  }

  @Override
  public double x(double x) {
    return x * ((double) to.width() / from.width());
  }

  @Override
  public double y(double y) {
    return y * ((double) to.height() / from.height());
  }

  @Override
  public int[] columns() {
    return nearest(from.width(), to.width());
  }

  @Override
  public int[] rows() {
    return nearest(from.height(), to.height());
  }

  /** The pixel that holds the centre of each new one; steps are added up, as Pillow does. */
  private static int[] nearest(int before, int after) {
    int[] source = new int[after];
    double step = (double) before / after;
    double at = step * 0.5;
    for (int i = 0; i < after; i++) {
      source[i] = Math.min(before - 1, (int) at);
      at += step;
    }
    return source;
  }
}
