package io.greenmim.detect.rpn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.greenmim.detect.ops.DetectionLosses;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Losses of the region proposal network (Ren et al., 2015, arXiv 1506.01497, equation 1), in
 * detectron2's form: sums over the chosen anchors divided by how many an image's choice may hold,
 * times the number of images.
 *
 * @param objectness binary cross entropy of the logits of all chosen anchors, ()
 * @param deltas absolute error of the deltas of the positive ones, ()
 */
public record RpnLosses(NDArray objectness, NDArray deltas) {

  /**
   * Computes the losses.
   *
   * @param predictions what {@link ProposalNetwork} gives, (B, N, 5)
   * @param targets targets of each image
   * @param perImage largest number of chosen anchors of an image
   * @return the losses; 0 where nothing was chosen
   */
  public static RpnLosses of(NDArray predictions, List<AnchorTargets> targets, int perImage) {
    Shape shape = predictions.getShape();
    if (shape.get(0) != targets.size()) {
      throw new IllegalArgumentException(
          "targets: expected those of %s images, got %s".formatted(shape.get(0), targets.size()));
    }
    int anchors = Math.toIntExact(shape.get(1));
    int[] positives = rows(anchors, targets.stream().map(t -> t.sample().positives()).toList());
    int[] negatives = rows(anchors, targets.stream().map(t -> t.sample().negatives()).toList());
    int[] rows = IntStream.concat(IntStream.of(positives), IntStream.of(negatives)).toArray();
    float[] labels = new float[rows.length];
    Arrays.fill(labels, 0, positives.length, 1);
    float[] deltas = concat(targets.stream().map(AnchorTargets::deltas).toList());
    List<NDArray> losses =
        DetectionLosses.anchorLosses(
            predictions,
            new DetectionLosses.Anchors(
                rows, labels, positives, deltas, perImage * targets.size()));
    return new RpnLosses(losses.get(0), losses.get(1));
  }

  /** Indices of anchors of each image as rows of all predictions. */
  private static int[] rows(int anchors, List<int[]> perImage) {
    return IntStream.range(0, perImage.size())
        .flatMap(image -> IntStream.of(perImage.get(image)).map(i -> image * anchors + i))
        .toArray();
  }

  private static float[] concat(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
