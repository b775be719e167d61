package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.PixelBox;
import io.greenmim.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Changes a sample as a policy draws it, and keeps the objects that are left.
 *
 * <p>As in detectron2, boxes are cut off at the border, and an object goes whose box has no width
 * or height left or whose outline has no part in the picture.
 *
 * @param policy draws the changes
 * @param tightBoxes whether a crop draws the boxes of objects with an outline anew around what is
 *     left of it, as detectron2's large-scale jitter does; otherwise the box is what the border
 *     leaves of it, as in mmdetection's crops
 */
public record SampleAugmenter(AugmentationPolicy policy, boolean tightBoxes) {

  /** Purpose of the random numbers, apart from those of the order of samples. */
  private static final long PURPOSE = 3;

  /** A side of at most this is none, in pixels. */
  private static final float NO_SIDE = 1e-5f;

  /**
   * Makes the generator of a sample.
   *
   * @param seed the run's seed
   * @param epoch the epoch, from 0
   * @param imageId number of the image
   * @param repetition how often the image came before in the epoch
   * @return a generator at its start
   */
  public static SplitMix64 random(long seed, int epoch, long imageId, int repetition) {
    return SplitMix64.of(seed, PURPOSE, epoch, imageId, repetition);
  }

  /**
   * Changes a sample.
   *
   * @param sample the sample as it was read
   * @param random source of all that is random
   * @return the changed sample, perhaps without objects
   */
  public DetectionSample augment(DetectionSample sample, SplitMix64 random) {
    DetectionSample changed = sample;
    boolean cropped = false;
    for (GeometricTransform transform : policy.draw(sample.size(), random)) {
      changed = transform.apply(changed);
      cropped |= transform instanceof Crop;
    }
    return remaining(changed, cropped && tightBoxes);
  }

  private static DetectionSample remaining(DetectionSample sample, boolean tight) {
    PixelSize size = sample.size();
    Boxes clipped = sample.boxes().clip(size.height(), size.width());
    float[] corners = clipped.corners();
    List<Outline> outlines = new ArrayList<>();
    IntStream.Builder kept = IntStream.builder();
    for (int i = 0; i < sample.classes().length; i++) {
      Outline whole = sample.outlines().get(i);
      Optional<Outline> visible = whole.visible(size);
      outlines.add(visible.orElse(whole));
      if (visible.isEmpty() || clipped.width(i) <= NO_SIDE || clipped.height(i) <= NO_SIDE) {
        continue;
      }
      kept.add(i);
      if (tight) {
        tighten(corners, i, visible.get(), size);
      }
    }
    return sample.with(sample.image(), Boxes.of(corners), outlines).select(kept.build().toArray());
  }

  private static void tighten(float[] corners, int object, Outline outline, PixelSize size) {
    PixelBox box = outline.mask(size).map(mask -> mask.box()).orElse(PixelBox.EMPTY);
    // An object between the centres of pixels keeps what the border left of its box.
    if (!box.equals(PixelBox.EMPTY)) {
      int at = Boxes.WIDTH * object;
      corners[at] = box.x();
      corners[at + 1] = box.y();
      corners[at + 2] = box.x() + box.width();
      corners[at + 3] = box.y() + box.height();
    }
  }
}
