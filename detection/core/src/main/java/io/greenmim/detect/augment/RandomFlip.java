package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.random.SplitMix64;
import java.util.List;

/**
 * Exchanges left and right of a part of the pictures.
 *
 * @param probability part of the pictures, 0 to 1
 */
public record RandomFlip(double probability) implements AugmentationPolicy {

  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is outside of 0 to 1
   */
  public RandomFlip {
    Checks.that(
        probability >= 0 && probability <= 1,
        "flip probability: expected 0 to 1, got %s",
        probability);
  }

  @Override
  public List<GeometricTransform> draw(PixelSize size, SplitMix64 random) {
    return random.nextDouble() < probability ? List.of(new HorizontalFlip(size)) : List.of();
  }
}
