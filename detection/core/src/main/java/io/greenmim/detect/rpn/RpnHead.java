package io.greenmim.detect.rpn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.detect.nn.Convolution;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import java.util.Arrays;
import java.util.List;

/**
 * The head of the region proposal network (Ren et al., 2015, arXiv 1506.01497, section 3.1): a 3 x
 * 3 convolution and, for every anchor, one logit and four deltas; the same weights on all levels.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input the levels (B, C, H_l, W_l); output (B, N, 5), N anchors in the order of levels,
 *     rows, columns, anchors of a cell; a logit, then dx, dy, dw and dh
 */
public final class RpnHead extends ParameterBlock {

  /** Numbers for each anchor: a logit and four deltas. */
  public static final int PREDICTIONS = 5;

  private final int anchors;
  private final Convolution conv;
  private final Convolution objectnessLogits;
  private final Convolution anchorDeltas;

  /**
   * Makes a head without weights.
   *
   * @param channels channels of a level
   * @param anchors anchors of a cell
   */
  public RpnHead(int channels, int anchors) {
    this.anchors = anchors;
    conv = addChildBlock("conv", new Convolution(channels, channels, 3));
    objectnessLogits = addChildBlock("objectness_logits", new Convolution(channels, anchors, 1));
    anchorDeltas = addChildBlock("anchor_deltas", new Convolution(channels, 4 * anchors, 1));
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
    NDArray like = levels.get(0);
    try (ArrayScope scope = new ArrayScope()) {
      NDList arguments = new NDList(DetectionKernels.list("maps", levels));
      for (Convolution part : List.of(conv, objectnessLogits, anchorDeltas)) {
        arguments.add(part.weight(store, like, training));
        arguments.add(part.bias(store, like, training));
      }
      return scope.keep(DetectionKernels.of(store, like.getDevice()).call("rpn_head", arguments));
    }
  }

  /**
   * Counts the anchors of each level.
   *
   * @param levels levels of the pyramid, (B, C, H_l, W_l)
   * @return anchors of each level, whose sum is N
   */
  public int[] anchorsPerLevel(List<NDArray> levels) {
    return levels.stream().mapToInt(level -> count(level.getShape())).toArray();
  }

  private int count(Shape level) {
    return Math.toIntExact(level.get(2) * level.get(3) * anchors);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return new NDList(forward(store, inputs, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    int sum = Arrays.stream(inputShapes).mapToInt(this::count).sum();
    return new Shape[] {new Shape(inputShapes[0].get(0), sum, PREDICTIONS)};
  }
}
