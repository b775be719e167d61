package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.CropBox;
import io.greenmim.random.SplitMix64;
import java.util.List;

/**
 * Cuts out a rectangle of random sides at a random place, where there may be no object (the type
 * {@code absolute_range} of mmdetection's and detectron2's {@code RandomCrop}).
 *
 * @param least least length of a side; that of the picture where it is smaller
 * @param most greatest length of a side; that of the picture where it is smaller
 */
public record RandomSizeCrop(int least, int most) implements AugmentationPolicy {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they are below 1 or the wrong way round
   */
  public RandomSizeCrop {
    Checks.that(
        least > 0 && least <= most,
        "crop sides: expected 0 < least <= most, got %d and %d",
        least,
        most);
  }

  @Override
  public List<GeometricTransform> draw(PixelSize size, SplitMix64 random) {
    int height = side(size.height(), random);
    int width = side(size.width(), random);
    int y = random.nextInt(size.height() - height + 1);
    int x = random.nextInt(size.width() - width + 1);
    return List.of(new Crop(size, new CropBox(x, y, width, height)));
  }

  private int side(int available, SplitMix64 random) {
    int low = Math.min(available, least);
    return low + random.nextInt(Math.min(available, most) - low + 1);
  }
}
