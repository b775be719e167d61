package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/** Draws how a picture is changed; stateless, so that any number of threads may share it. */
@FunctionalInterface
public interface AugmentationPolicy {

  /**
   * Draws the changes of a picture.
   *
   * @param size size of the picture
   * @param random source of all that is random, at a place that depends on the sample alone
   * @return the changes in their order, each for pictures of the size that the one before gives;
   *     may be none
   */
  List<GeometricTransform> draw(PixelSize size, SplitMix64 random);

  /**
   * Draws one policy after the other.
   *
   * @param policies the policies in their order
   * @return a policy that makes the changes of all of them
   */
  static AugmentationPolicy inOrder(AugmentationPolicy... policies) {
    List<AugmentationPolicy> all = List.of(policies);
    return (size, random) -> {
      List<GeometricTransform> drawn = new ArrayList<>();
      PixelSize now = size;
      for (AugmentationPolicy policy : all) {
        List<GeometricTransform> next = policy.draw(now, random);
        drawn.addAll(next);
        now = next.isEmpty() ? now : next.get(next.size() - 1).to();
      }
      return drawn;
    };
  }
}
