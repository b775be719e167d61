package io.greenmim.detect.train;

import io.greenmim.detect.augment.AugmentationPolicy;
import io.greenmim.detect.augment.LargeScaleJitter;
import io.greenmim.detect.augment.PublishedMultiScale;
import io.greenmim.detect.augment.RandomFlip;
import io.greenmim.detect.augment.SampleAugmenter;
import io.greenmim.detect.augment.ShortSideResize;
import io.greenmim.detect.boxes.PixelSize;
import java.util.List;
import java.util.Locale;

/** How training changes images. */
public enum AugmentationName {
  /** Flips; the shorter side is one of several lengths. */
  RESIZE,
  /** Flips; the published 3x recipe, by half with crops, sizes of its own. */
  PUBLISHED,
  /** Flips; scaled by 0.1 to 2, then cut or padded to 1024 x 1024. */
  LSJ;

  private static final double FLIP = 0.5;
  private static final PixelSize ANY = new PixelSize(1, 1);

  /**
   * Makes the augmentation.
   *
   * @param shortSides lengths of the shorter side in pixels that {@link #RESIZE} chooses from
   * @param longLimit most pixels of the longer side for {@link #RESIZE}
   * @return what changes the samples
   */
  SampleAugmenter augmenter(List<Integer> shortSides, int longLimit) {
    AugmentationPolicy sizes =
        switch (this) {
          case RESIZE -> new ShortSideResize(shortSides, longLimit);
          case PUBLISHED -> new PublishedMultiScale();
          case LSJ -> LargeScaleJitter.published();
        };
    return new SampleAugmenter(
        AugmentationPolicy.inOrder(new RandomFlip(FLIP), sizes), this == LSJ);
  }

  /** The smallest picture of a batch after padding. */
  PixelSize least() {
    return this == LSJ
        ? new PixelSize(LargeScaleJitter.published().side(), LargeScaleJitter.published().side())
        : ANY;
  }

  /** Returns the name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
