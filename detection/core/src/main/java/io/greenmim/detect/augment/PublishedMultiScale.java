package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.random.SplitMix64;
import java.util.List;

/**
 * The augmentation that Swin's detectors were trained with (Liu et al., 2021, arXiv 2103.14030,
 * after Carion et al., 2020, arXiv 2005.12872): half of the pictures are resized to a random scale,
 * the other half are resized to a smaller one, cropped, and the crop is resized to a random scale.
 */
public record PublishedMultiScale() implements AugmentationPolicy {

  private static final double CROPPED = 0.5;
  private static final AugmentationPolicy RESIZED = ShortSideResize.training();
  private static final AugmentationPolicy RESIZED_CROP =
      AugmentationPolicy.inOrder(
          new ShortSideResize(List.of(400, 500, 600), ShortSideResize.training().longLimit()),
          new RandomSizeCrop(384, 600),
          ShortSideResize.training());

  @Override
  public List<GeometricTransform> draw(PixelSize size, SplitMix64 random) {
    return (random.nextDouble() < CROPPED ? RESIZED_CROP : RESIZED).draw(size, random);
  }
}
