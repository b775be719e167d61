package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ImageTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What encoders have in common as blocks of DJL: maps of the sides that their configuration tells,
 * and the pooled feature before them where that is asked for.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i), sides as {@link #grid} tells; without a pooled feature the maps alone
 */
public abstract class EncoderBlock extends ParameterBlock implements Encoder {

  private final boolean pooled;
  private LayerNorm norm;

  /**
   * Makes a block without parameters.
   *
   * @param pooled whether the pooled feature of the last map stands before the maps, as all but
   *     detectors have it
   */
  protected EncoderBlock(boolean pooled) {
    this.pooled = pooled;
  }

  /** Adds the normalisation of the last map, as a child {@code norm}. */
  protected final void addLastNorm() {
    norm = addChildBlock("norm", new LayerNorm(config().featureDim(), config().layerNormEps()));
  }

  /**
   * Counts the patches along a side of an image.
   *
   * @param side pixels
   * @return patches
   * @throws IllegalArgumentException if the patch size does not divide the side
   */
  protected final int patches(long side) {
    int patch = config().patchSize();
    if (side <= 0 || side % patch != 0) {
      throw new IllegalArgumentException(
          "image size: expected sides that the patch size %s divides, got %s"
              .formatted(patch, side));
    }
    return Math.toIntExact(side / patch);
  }

  /**
   * Counts the patches of images.
   *
   * @param images shape of the images, (B, c, H, W)
   * @return rows and columns of patches
   * @throws IllegalArgumentException if the patch size does not divide a side
   */
  protected final GridSize patches(Shape images) {
    return new GridSize(patches(images.get(2)), patches(images.get(3)));
  }

  /**
   * Returns the plan of an input in the family's own form.
   *
   * @param <P> type of the family's plans
   * @param input what is encoded
   * @param type type of the family's plans
   * @param patches tells the rows and columns of patches that a plan was made for
   * @return the plan, or null where the input has none
   * @throws IllegalArgumentException if the plan is another encoder's or for images of another size
   */
  protected final <P extends MaskPlan> P plan(
      EncoderInput input, Class<P> type, Function<P, GridSize> patches) {
    if (!(input instanceof VisiblePatches visible)) {
      return null;
    }
    Checks.that(
        type.isInstance(visible.plan()),
        "plan: expected one that this model's planner made, got %s",
        visible.plan().getClass().getSimpleName());
    P plan = type.cast(visible.plan());
    GridSize expected = patches(visible.images().getShape());
    GridSize got = patches.apply(plan);
    Checks.that(
        got.equals(expected),
        "plan: expected a grid of %s x %s patches for the images, got %s x %s",
        expected.height(),
        expected.width(),
        got.height(),
        got.width());
    return plan;
  }

  /**
   * Finds a parameter by its name.
   *
   * @param name path inside the encoder
   * @return the parameter
   * @throws IllegalArgumentException if the encoder has none of that name
   */
  protected final Parameter named(String name) {
    Parameter parameter = parameters().get(name);
    Checks.that(parameter != null, "parameter: expected one of the encoder, got %s", name);
    return parameter;
  }

  @Override
  public final NDArray normalise(ParameterStore store, NDArray tokens, boolean training) {
    return norm == null ? tokens : norm.forward(store, tokens, training);
  }

  @Override
  public final List<FeatureSpec> featureSpecs() {
    return IntStream.range(0, config().stages())
        .mapToObj(i -> new FeatureSpec("stage" + i, config().stride(i), config().channels(i)))
        .toList();
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    FeatureMaps maps = features(store, inputs.head(), training);
    // First: DJL's own extractors take the first output as the feature.
    NDList out = pooled ? new NDList(maps.pooled()) : new NDList();
    out.addAll(maps.stages());
    return out;
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    List<Shape> out = new ArrayList<>();
    if (pooled) {
      out.add(new Shape(in.get(0), config().featureDim()));
    }
    patches(in.get(2));
    patches(in.get(3));
    for (int i = 0; i < config().stages(); i++) {
      GridSize grid = grid(i, ImageTensors.size(in));
      out.add(new Shape(in.get(0), config().channels(i), grid.height(), grid.width()));
    }
    return out.toArray(Shape[]::new);
  }
}
