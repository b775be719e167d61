package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import io.greenmim.detect.roi.BoxLosses;
import io.greenmim.detect.rpn.RpnLosses;
import io.greenmim.ops.ArrayScope;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The losses of a batch, whose sum is trained (Ren et al., 2015, equation 1; He et al., 2017,
 * section 3).
 *
 * @param anchors losses of the region proposal network
 * @param boxes losses of the regions' classes and boxes
 * @param mask loss of the masks of regions that are objects, a scalar; null for boxes alone
 */
public record Losses(RpnLosses anchors, BoxLosses boxes, NDArray mask) {

  /** Adds what does not come from pooled features. */
  NDArray ofProposals() {
    return anchors.objectness().add(anchors.deltas());
  }

  /** Adds what comes from pooled features. */
  NDArray ofRegions() {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray sum = boxes.classification().add(boxes.deltas());
      return scope.keep(mask == null ? sum : sum.add(mask));
    }
  }

  /**
   * Lists the losses by the names that logs of detectors use.
   *
   * @return names and scalars
   */
  public Map<String, NDArray> named() {
    Map<String, NDArray> named = new LinkedHashMap<>();
    named.put("loss_rpn_cls", anchors.objectness());
    named.put("loss_rpn_loc", anchors.deltas());
    named.put("loss_cls", boxes.classification());
    named.put("loss_box_reg", boxes.deltas());
    if (mask != null) {
      named.put("loss_mask", mask);
    }
    return named;
  }
}
