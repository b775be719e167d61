package io.greenmim.detect.roi;

import io.greenmim.detect.boxes.Boxes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Objects that were found in an image, best first.
 *
 * @param boxes their boxes (n)
 * @param scores how sure the network is of each, in (0, 1] (n)
 * @param classes their classes (n)
 * @param regions index of the region of interest that each was found in (n)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Detections(Boxes boxes, float[] scores, int[] classes, int[] regions) {

  /**
   * Leaves out the objects that nobody wants to know.
   *
   * @param score the least score that is wanted
   * @return those of at least that score
   */
  public Detections atLeast(double score) {
    int count = 0;
    while (count < scores.length && scores[count] >= score) {
      count++;
    }
    return count == scores.length
        ? this
        : new Detections(
            boxes.select(IntStream.range(0, count).toArray()),
            Arrays.copyOf(scores, count),
            Arrays.copyOf(classes, count),
            Arrays.copyOf(regions, count));
  }
}
