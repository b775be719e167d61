package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.random.SplitMix64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Resizes to one of several lengths of the shorter side (detectron2's {@code ResizeShortestEdge},
 * mmdetection's {@code Resize} of {@code multiscale_mode='value'}).
 *
 * @param shortSides lengths to choose from, each with the same probability
 * @param longLimit most for the longer side
 * @see PixelSize#withShortSide
 */
public record ShortSideResize(List<Integer> shortSides, int longLimit)
    implements AugmentationPolicy {

  private static final int PUBLISHED_LIMIT = 1333;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is none or one is below 1
   */
  public ShortSideResize {
    shortSides = List.copyOf(shortSides);
    Checks.that(
        !shortSides.isEmpty() && shortSides.stream().allMatch(side -> side > 0),
        "short sides: expected at least one, each above 0, got %s",
        shortSides);
    Checks.positive("long limit", longLimit);
  }

  /**
   * Returns the resizing of the published multi-scale training.
   *
   * @return shorter side 480 to 800 in steps of 32, longer side at most 1333
   */
  public static ShortSideResize training() {
    int[] sides = IntStream.iterate(480, side -> side <= 800, side -> side + 32).toArray();
    return new ShortSideResize(IntStream.of(sides).boxed().toList(), PUBLISHED_LIMIT);
  }

  @Override
  public List<GeometricTransform> draw(PixelSize size, SplitMix64 random) {
    int side = shortSides.get(random.nextInt(shortSides.size()));
    PixelSize to = size.withShortSide(side, longLimit);
    return to.equals(size) ? List.of() : List.of(new Resize(size, to));
  }
}
