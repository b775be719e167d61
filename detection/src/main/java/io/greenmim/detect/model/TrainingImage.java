package io.greenmim.detect.model;

import io.greenmim.config.Checks;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.match.GroundTruth;
import java.util.List;

/**
 * What training knows of an image.
 *
 * @param truth its objects
 * @param masks mask of each object, in pixels of the network's input; none for boxes alone
 */
public record TrainingImage(GroundTruth truth, List<RunLengthMask> masks) {

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
}
