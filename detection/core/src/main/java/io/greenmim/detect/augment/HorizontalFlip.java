package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.RgbImage;
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
  public RgbImage apply(RgbImage image) {
    byte[] rgb = image.rgb();
    byte[] flipped = new byte[rgb.length];
    int rowBytes = image.width() * RgbImage.CHANNELS;
    for (int row = 0; row < rgb.length; row += rowBytes) {
      int to = row + rowBytes - RgbImage.CHANNELS;
      for (int at = row; at < row + rowBytes; at += RgbImage.CHANNELS) {
        flipped[to] = rgb[at];
        flipped[to + 1] = rgb[at + 1];
        flipped[to + 2] = rgb[at + 2];
        to -= RgbImage.CHANNELS;
      }
    }
    return new RgbImage(image.width(), image.height(), flipped);
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
