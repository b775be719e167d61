package io.greenmim.detect.model;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.List;

/**
 * Objects of an image in its own pixels, best first.
 *
 * @param boxes their boxes (n), inside the image
 * @param scores how sure the detector is of each, in (0, 1] (n)
 * @param classes their classes, from 0 (n)
 * @param masks their masks (n); empty for boxes alone
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Instances(Boxes boxes, float[] scores, int[] classes, List<RunLengthMask> masks) {

  /** Keeps a copy of the list. */
  public Instances {
    masks = List.copyOf(masks);
  }
}
