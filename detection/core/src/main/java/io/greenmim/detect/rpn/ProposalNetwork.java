package io.greenmim.detect.rpn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import java.util.ArrayList;
import java.util.List;

/**
 * The region proposal network (Ren et al., 2015, arXiv 1506.01497): its head, and the way of the
 * best predictions to the host.
 *
 * @shape input the levels (B, C, H_l, W_l); output (B, N, 5), for each anchor a logit and four
 *     deltas
 */
public final class ProposalNetwork extends ParameterBlock {

  private final RpnHead head;

  /**
   * Makes a network without weights.
   *
   * @param channels channels of a level
   * @param anchors anchors of a cell
   */
  public ProposalNetwork(int channels, int anchors) {
    head = addChildBlock("rpn_head", new RpnHead(channels, anchors));
  }

  /**
   * Predicts for every anchor.
   *
   * @param store the parameter store, which tells the precision
   * @param levels levels of the pyramid, finest first, (B, C, H_l, W_l)
   * @param training whether this is a training pass
   * @return predictions, (B, N, 5), float32
   */
  public NDArray forward(ParameterStore store, List<NDArray> levels, boolean training) {
    return head.forward(store, levels, training);
  }

  /**
   * Takes the anchors with the best logits to the host; the others stay on the device. Gradients
   * are not recorded: proposals are data to what follows. The host reads two arrays, after the
   * device has been given the work of all levels.
   *
   * @param predictions predictions, (B, N, 5)
   * @param anchors number of anchors of each level, whose sum is N
   * @param most how many anchors of a level are taken at most
   * @return for each image the best anchors of each level
   */
  public static List<List<LevelOutput>> best(NDArray predictions, int[] anchors, int most) {
    NDList values = new NDList();
    NDList indices = new NDList();
    float[] best;
    long[] numbers;
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      int start = 0;
      for (int count : anchors) {
        NDArray level = predictions.get(":, {}:{}", start, start + count); // (B, n, 5)
        NDArray top = level.get(":, :, 0").topK(Math.min(most, count), 1).get(1); // (B, k)
        NDArray all = top.expandDims(2).repeat(2, RpnHead.PREDICTIONS); // (B, k, 5)
        values.add(level.gather(all, 1));
        indices.add(top.toType(DataType.INT64, false));
        start += count;
      }
      best = NDArrays.concat(values, 1).toFloatArray();
      numbers = NDArrays.concat(indices, 1).toLongArray();
    }
    List<List<LevelOutput>> images = new ArrayList<>();
    int first = 0;
    for (int image = 0; image < predictions.getShape().get(0); image++) {
      List<LevelOutput> levels = new ArrayList<>();
      for (int count : anchors) {
        int wanted = Math.min(most, count);
        levels.add(output(best, numbers, first, wanted));
        first += wanted;
      }
      images.add(levels);
    }
    return images;
  }

  private static LevelOutput output(float[] predictions, long[] indices, int first, int count) {
    float[] logits = new float[count];
    float[] deltas = new float[(RpnHead.PREDICTIONS - 1) * count];
    int[] anchors = new int[count];
    for (int i = 0; i < count; i++) {
      int at = RpnHead.PREDICTIONS * (first + i);
      logits[i] = predictions[at];
      System.arraycopy(
          predictions, at + 1, deltas, (RpnHead.PREDICTIONS - 1) * i, RpnHead.PREDICTIONS - 1);
      anchors[i] = Math.toIntExact(indices[first + i]);
    }
    return new LevelOutput(logits, deltas, anchors);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return new NDList(forward(store, inputs, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return head.getOutputShapes(inputShapes);
  }
}
