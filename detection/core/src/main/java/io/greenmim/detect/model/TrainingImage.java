package io.greenmim.detect.model;

import io.greenmim.config.Checks;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.match.GroundTruth;
import java.util.List;
import java.util.Optional;

/**
 * What training knows of an image.
 *
 * @param truth its objects
 * @param masks mask of each object, in pixels of the network's input, if it is known: the mask head
 *     learns nothing from an object without; none at all for boxes alone
 */
public record TrainingImage(GroundTruth truth, List<Optional<RunLengthMask>> masks) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are masks but not one for each object
   */
  public TrainingImage {
    masks = List.copyOf(masks);
    Checks.that(
        masks.isEmpty() || masks.size() == truth.boxes().size(),
        "%s: expected a mask for each of %d objects, got %d",
        truth.image(),
        truth.boxes().size(),
        masks.size());
  }

  /**
   * Joins objects with masks that are all known.
   *
   * @param truth the objects
   * @param masks mask of each object, or none for boxes alone
   * @return what training knows of the image
   */
  public static TrainingImage of(GroundTruth truth, List<RunLengthMask> masks) {
    return new TrainingImage(truth, masks.stream().map(Optional::of).toList());
  }
}
