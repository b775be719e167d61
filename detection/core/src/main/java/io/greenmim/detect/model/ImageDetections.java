package io.greenmim.detect.model;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.MaskPaster;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.roi.Detections;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Objects that were found in an image, in pixels of the network's input.
 *
 * @param objects boxes, scores and classes, best first (n)
 * @param masks probabilities of a square over each box, (n x side x side); empty for boxes alone
 * @param size size of the image without padding
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ImageDetections(Detections objects, float[] masks, PixelSize size) {

  /**
   * Moves the detections to the image as it was before it was resized. What is left without area
   * goes.
   *
   * @param original size of that image
   * @param threshold pixels of at least this probability belong to an object, in (0, 1]
   * @return the objects in pixels of that image
   */
  public Instances in(PixelSize original, double threshold) {
    Boxes boxes =
        objects
            .boxes()
            .scale(
                (float) ((double) original.width() / size.width()),
                (float) ((double) original.height() / size.height()))
            .clip(original.height(), original.width());
    int[] all = new int[boxes.size()];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (boxes.width(i) > 0 && boxes.height(i) > 0) {
        all[count++] = i;
      }
    }
    int[] kept = Arrays.copyOf(all, count);
    float[] scores = new float[count];
    List<RunLengthMask> pasted = new ArrayList<>();
    MaskPaster paster = new MaskPaster(original.height(), original.width(), (float) threshold);
    for (int i = 0; i < count; i++) {
      scores[i] = objects.scores()[kept[i]];
      if (masks.length > 0) {
        pasted.add(paster.paste(mask(kept[i]), boxes, kept[i]));
      }
    }
    int[] classes = Arrays.stream(kept).map(i -> objects.classes()[i]).toArray();
    return new Instances(boxes.select(kept), scores, classes, pasted);
  }

  /**
   * Returns the mask of a detection before it is stretched over its box.
   *
   * @param detection index of the detection
   * @return probabilities, (side x side) row by row
   */
  public float[] mask(int detection) {
    int length = masks.length / objects.boxes().size();
    return Arrays.copyOfRange(masks, detection * length, (detection + 1) * length);
  }
}
