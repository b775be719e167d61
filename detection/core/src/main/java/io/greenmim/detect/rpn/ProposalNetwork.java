package io.greenmim.detect.rpn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.Checks;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.nn.Convolution;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The region proposal network (Ren et al., 2015, arXiv 1506.01497, section 3.1): a 3 x 3
 * convolution and, for every anchor, one logit and four deltas, with the same weights on all
 * levels; and the way of the best predictions to the host.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input the levels (B, C, H_l, W_l); output (B, N, 5), N anchors in the order of levels,
 *     rows, columns, anchors of a cell; a logit, then dx, dy, dw and dh
 */
public final class ProposalNetwork extends ParameterBlock {

  /** Numbers for each anchor: a logit and four deltas. */
  public static final int PREDICTIONS = 5;

  /** Whole numbers up to here are exact in float32. */
  private static final int COUNTABLE = 1 << 24;

  /** As detectron2 has it. */
  private static final InitialValues INITIAL = InitialValues.normal(0.01);

  private final int anchors;
  private final Convolution conv;
  private final Convolution objectnessLogits;
  private final Convolution anchorDeltas;

  /**
   * Makes a network without weights.
   *
   * @param channels channels of a level
   * @param anchors anchors of a cell
   */
  public ProposalNetwork(int channels, int anchors) {
    this.anchors = anchors;
    conv = addChildBlock("conv", new Convolution(channels, channels, 3, INITIAL));
    objectnessLogits =
        addChildBlock("objectness_logits", new Convolution(channels, anchors, 1, INITIAL));
    anchorDeltas =
        addChildBlock("anchor_deltas", new Convolution(channels, 4 * anchors, 1, INITIAL));
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
   * Makes boxes of the best anchors of each level.
   *
   * @param selector how many are taken
   * @param names names of the images
   * @param anchors anchors of the levels
   * @param predictions predictions for every anchor, (B, N, 5)
   * @return the candidates of each image
   */
  public static List<Candidates> candidates(
      ProposalSelector selector, List<String> names, Anchors anchors, NDArray predictions) {
    int[] perLevel = anchors.levels().stream().mapToInt(Boxes::size).toArray();
    List<List<LevelOutput>> best = best(predictions, perLevel, selector.perLevel());
    List<Candidates> candidates = new ArrayList<>();
    for (int i = 0; i < best.size(); i++) {
      candidates.add(selector.candidates(names.get(i), anchors, best.get(i)));
    }
    return candidates;
  }

  /**
   * Takes the anchors with the best logits to the host; the others stay on the device. Gradients
   * are not recorded: proposals are data to what follows. The host reads one array, for each read
   * waits, after the device has been given the work of all levels.
   *
   * @throws IllegalArgumentException if a level has more anchors than float32 can number
   */
  static List<List<LevelOutput>> best(NDArray predictions, int[] anchors, int most) {
    NDList levels = new NDList();
    float[] best;
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      int start = 0;
      for (int count : anchors) {
        Checks.that(
            count <= COUNTABLE,
            "anchors: expected at most %s on a level, got %s",
            COUNTABLE,
            count);
        NDArray level = predictions.get(":, {}:{}", start, start + count); // (B, n, 5)
        NDArray top = level.get(":, :, 0").topK(Math.min(most, count), 1).get(1); // (B, k)
        NDArray all = top.expandDims(2).repeat(2, PREDICTIONS); // (B, k, 5)
        NDArray numbers = top.toType(DataType.FLOAT32, false).expandDims(2); // (B, k, 1)
        levels.add(level.gather(all, 1).concat(numbers, 2)); // (B, k, 6)
        start += count;
      }
      best = NDArrays.concat(levels, 1).toFloatArray();
    }
    List<List<LevelOutput>> images = new ArrayList<>();
    int first = 0;
    for (int image = 0; image < predictions.getShape().get(0); image++) {
      List<LevelOutput> own = new ArrayList<>();
      for (int count : anchors) {
        int wanted = Math.min(most, count);
        own.add(output(best, first, wanted));
        first += wanted;
      }
      images.add(own);
    }
    return images;
  }

  private static LevelOutput output(float[] best, int first, int count) {
    float[] logits = new float[count];
    float[] deltas = new float[(PREDICTIONS - 1) * count];
    int[] anchors = new int[count];
    for (int i = 0; i < count; i++) {
      int at = (PREDICTIONS + 1) * (first + i);
      logits[i] = best[at];
      System.arraycopy(best, at + 1, deltas, (PREDICTIONS - 1) * i, PREDICTIONS - 1);
      anchors[i] = (int) best[at + PREDICTIONS];
    }
    return new LevelOutput(logits, deltas, anchors);
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
