package io.greenmim.train.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.image.CropBox;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Numbers;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How the images of a batch are mixed. Image i meets image N - 1 - i, as it was before any mixing.
 *
 * @param size size of an image
 * @param shares what each image keeps, in the order of the batch
 */
public record MixingPlan(ImageSize size, List<Share> shares) {

  /**
   * What an image keeps of itself.
   *
   * @param own weight of the image's own label in the target, 0 to 1; of its pixels too where there
   *     is no rectangle
   * @param box rectangle in which the image has its partner's pixels, and its own elsewhere
   */
  public record Share(double own, Optional<CropBox> box) {

    /** All of the image. */
    public static final Share WHOLE = new Share(1, Optional.empty());

    /**
     * Checks the weight.
     *
     * @throws IllegalArgumentException if it is not in 0 to 1
     */
    public Share {
      Checks.that(own >= 0 && own <= 1, "mixing: expected a share from 0 to 1, got %s", own);
    }
  }

  /**
   * Keeps a copy.
   *
   * @throws IllegalArgumentException if a rectangle is not inside the size
   */
  public MixingPlan {
    shares = List.copyOf(shares);
    for (Share share : shares) {
      share
          .box()
          .ifPresent(
              box ->
                  Checks.that(
                      box.x() + box.width() <= size.width()
                          && box.y() + box.height() <= size.height(),
                      "mixing: expected a rectangle inside %s, got %s",
                      size,
                      box));
    }
  }

  /**
   * Plans no mixing.
   *
   * @param images images of the batch
   * @param size size of an image
   * @return a plan that leaves everything as it is
   */
  public static MixingPlan none(int images, ImageSize size) {
    return new MixingPlan(size, Collections.nCopies(images, Share.WHOLE));
  }

  /** {@return whether any image gets something of another} */
  public boolean mixes() {
    return shares.stream().anyMatch(share -> share.own() < 1 || share.box().isPresent());
  }

  /**
   * Names the partner of an image.
   *
   * @param image place in the batch, from 0
   * @return place of its partner; its own in the middle of an odd batch
   */
  public int partner(int image) {
    return shares.size() - 1 - image;
  }

  /**
   * Mixes images.
   *
   * @shape (N, c, H, W); returned the same
   * @param images normalised images, float32, on any device
   * @return the mixed images; the same array where nothing is mixed
   * @throws IllegalArgumentException if the shape is not that of the plan
   */
  public NDArray mix(NDArray images) {
    Shape shape = images.getShape();
    Checks.that(
        shape.dimension() == 4
            && shape.get(0) == shares.size()
            && shape.get(2) == size.height()
            && shape.get(3) == size.width(),
        "mixing: expected %s images of %s, got %s",
        shares.size(),
        size,
        shape);
    if (!mixes()) {
      return images;
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray own = weights(images.getManager());
      NDArray others = images.flip(0);
      return scope.keep(images.mul(own).add(others.mul(Numbers.add(own.neg(), 1))));
    }
  }

  /** What each pixel keeps of itself, (N, 1, H, W), or (N, 1, 1, 1) where there is no rectangle. */
  private NDArray weights(NDManager manager) {
    boolean cut = shares.stream().anyMatch(share -> share.box().isPresent());
    int width = cut ? size.width() : 1;
    int height = cut ? size.height() : 1;
    int plane = height * width;
    float[] weights = new float[shares.size() * plane];
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      int first = i * plane;
      Arrays.fill(weights, first, first + plane, share.box().isPresent() ? 1 : (float) share.own());
      if (share.box().isPresent()) {
        CropBox box = share.box().get();
        for (int y = box.y(); y < box.y() + box.height(); y++) {
          int from = first + y * width + box.x();
          Arrays.fill(weights, from, from + box.width(), 0);
        }
      }
    }
    return EngineMemory.of(manager, weights, new Shape(shares.size(), 1, height, width));
  }
}
