package io.greenmim.detect.rpn;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;

/**
 * The best boxes of each level of one image, as non-maximum suppression gets them: not yet clipped.
 *
 * @param boxes the boxes (n), by level and then by logit
 * @param logits how sure the network is of each (n)
 * @param levels level of each, finest level 0 (n)
 * @param anchors index of each one's anchor within its level (n)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Candidates(Boxes boxes, float[] logits, int[] levels, int[] anchors) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they differ
   */
  public Candidates {
    int n = boxes.size();
    Checks.that(
        logits.length == n && levels.length == n && anchors.length == n,
        "expected a logit, a level and an anchor for each of %d boxes, got %d, %d and %d",
        n,
        logits.length,
        levels.length,
        anchors.length);
  }
}
