package io.greenmim.detect.model;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /**
   * Puts the objects into the form of COCO's result files.
   *
   * @param image number of the image
   * @param categories categories of the detector, by class
   * @return a result for each object, in the same order
   */
  public List<CocoResult> results(long image, List<Category> categories) {
    List<CocoResult> results = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      BoxXywh box = new BoxXywh(boxes.x1(i), boxes.y1(i), boxes.width(i), boxes.height(i));
      results.add(
          new CocoResult(
              image,
              categories.get(classes[i]).id(),
              Optional.of(box),
              scores[i],
              masks.isEmpty() ? Optional.empty() : Optional.of(masks.get(i))));
    }
    return results;
  }
}
