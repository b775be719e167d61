package io.greenmim.detect.roi;

import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.match.GroundTruth;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the box head should say of the regions of a batch.
 *
 * @param classes class of each region, background is the number of classes (n)
 * @param foreground which regions are objects, growing (f)
 * @param deltas the objects' boxes relative to these regions, (f x 4)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record BoxTargets(int[] classes, int[] foreground, float[] deltas) {

  /**
   * Makes the targets of the regions of all images, one image after the other.
   *
   * @param samples regions of each image
   * @param truths objects of each image
   * @param codec how boxes are expressed
   * @return the targets
   */
  public static BoxTargets of(List<RoiSample> samples, List<GroundTruth> truths, BoxCodec codec) {
    int[] classes = samples.stream().flatMapToInt(s -> IntStream.of(s.classes())).toArray();
    int count = samples.stream().mapToInt(RoiSample::foreground).sum();
    int[] foreground = new int[count];
    float[] deltas = new float[Boxes.WIDTH * count];
    int found = 0;
    int start = 0;
    for (int image = 0; image < samples.size(); image++) {
      RoiSample sample = samples.get(image);
      int[] first = IntStream.range(0, sample.foreground()).toArray();
      int[] objects = IntStream.of(first).map(i -> sample.objects()[i]).toArray();
      float[] encoded =
          codec.encode(sample.boxes().select(first), truths.get(image).boxes().select(objects));
      System.arraycopy(encoded, 0, deltas, Boxes.WIDTH * found, encoded.length);
      for (int i : first) {
        foreground[found++] = start + i;
      }
      start += sample.boxes().size();
    }
    return new BoxTargets(classes, foreground, deltas);
  }
}
