package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.CropBox;
import io.greenmim.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Large-scale jitter (Ghiasi et al., 2021, arXiv 2012.07177): the picture is fitted into a square
 * and scaled, and what exceeds the square is cut off at a random place. A smaller picture stays
 * small; its batch is filled up to the square. As detectron2's {@code ResizeScale} and {@code
 * FixedSizeCrop}: one draw places both axes.
 *
 * @param leastScale least scale, above 0
 * @param mostScale greatest scale
 * @param side side of the square in pixels
 */
public record LargeScaleJitter(double leastScale, double mostScale, int side)
    implements AugmentationPolicy {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the scales are not positive, finite and in order, or the
   *     side is not positive
   */
  public LargeScaleJitter {
    Checks.that(
        leastScale > 0 && leastScale <= mostScale && Double.isFinite(mostScale),
        "jitter: expected scales 0 < least <= most, got %s and %s",
        leastScale,
        mostScale);
    Checks.positive("jitter: side", side);
  }

  /**
   * Returns the published range.
   *
   * @return scales 0.1 to 2 of 1024 pixels
   */
  public static LargeScaleJitter published() {
    return new LargeScaleJitter(0.1, 2.0, 1024);
  }

  @Override
  public List<GeometricTransform> draw(PixelSize size, SplitMix64 random) {
    double scale = random.nextDouble(leastScale, mostScale);
    double place = random.nextDouble();
    PixelSize scaled = size.within(scale * side);
    List<GeometricTransform> drawn = new ArrayList<>();
    if (!scaled.equals(size)) {
      drawn.add(new Resize(size, scaled));
    }
    int width = Math.min(side, scaled.width());
    int height = Math.min(side, scaled.height());
    if (width < scaled.width() || height < scaled.height()) {
      int x = (int) Math.rint(place * (scaled.width() - width));
      int y = (int) Math.rint(place * (scaled.height() - height));
      drawn.add(new Crop(scaled, new CropBox(x, y, width, height)));
    }
    return drawn;
  }
}
