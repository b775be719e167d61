package io.greenmim.detect.rpn;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;

/**
 * What the region proposal network said of some anchors of a level of one image: all of them, or
 * those with the best logits.
 *
 * @param logits how sure it is that each anchor is an object (n)
 * @param deltas the object's box relative to the anchor, (n x 4)
 * @param anchors index of each anchor within the level (n)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record LevelOutput(float[] logits, float[] deltas, int[] anchors) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are not four deltas and an index for each logit
   */
  public LevelOutput {
    Checks.that(
        deltas.length == Boxes.WIDTH * logits.length && anchors.length == logits.length,
        "expected four deltas and an anchor for each of %d logits, got %d and %d",
        logits.length,
        deltas.length,
        anchors.length);
  }
}
