package io.greenmim.model.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.SwinConfig;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.grouping.GreenPlanner;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.FeatureMaps;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.MaskTokenEncoder;
import io.greenmim.model.MaskedEncoder;
import io.greenmim.model.Segment;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.WindowShift;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The Swin Transformer (Liu et al., 2021) with one set of parameters and two forward passes: dense,
 * over all patches, and green, over the visible patches alone (Huang et al., 2022).
 *
 * <p>Float32; works on the device of its input; forward passes for inference may run on several
 * threads at once. The arrays that it returns belong to the manager of its input.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i)
 */
public final class SwinTransformer extends ParameterBlock
    implements MaskedEncoder, MaskTokenEncoder {

  private final SwinConfig config;
  private final SwinTrunk trunk;
  private final LayerNorm norm;

  /**
   * Makes an encoder without weights.
   *
   * @param config its architecture
   */
  public SwinTransformer(SwinConfig config) {
    this.config = config;
    // The published state dicts list the parts of the trunk beside the norm: no name of its own.
    trunk = addChildBlock("", new SwinTrunk(config, WindowShift.UNLESS_SINGLE));
    norm = addChildBlock("norm", new LayerNorm(config.featureDim(), config.layerNormEps()));
  }

  /**
   * Returns the architecture.
   *
   * @return the architecture
   */
  public SwinConfig config() {
    return config;
  }

  @Override
  public List<FeatureSpec> featureSpecs() {
    return trunk.featureSpecs();
  }

  @Override
  public int latentDim() {
    return config.featureDim();
  }

  @Override
  public int inChannels() {
    return config.inChannels();
  }

  @Override
  public int patchSize() {
    return config.patchSize();
  }

  @Override
  public int embedDim() {
    return config.embedDim();
  }

  @Override
  public GreenPlanner planner(int maskPatch, GroupingMode mode) {
    List<Integer> windows =
        IntStream.range(0, config.stages()).mapToObj(config::stageWindow).toList();
    List<Integer> channels =
        IntStream.range(0, config.stages()).mapToObj(config::channels).toList();
    return new GreenPlanner(
        new GreenPlanner.Settings(maskPatch / config.patchSize(), windows, channels, mode));
  }

  @Override
  public List<Segment> visibleSegments(ParameterStore store, GreenPlan plan, boolean training) {
    List<StageLayout> layouts = plan.stages().stream().map(StageLayout::visible).toList();
    return segments(
        store, layouts, training, images -> embedVisible(store, images, plan, training));
  }

  private NDArray embedVisible(
      ParameterStore store, NDArray images, GreenPlan plan, boolean training) {
    checkPlan(images.getShape(), plan);
    NDArray visible = Rows.index(images.getManager(), plan.patchIndices());
    return trunk.embed(store, images, visible, training);
  }

  /**
   * Computes what each stage makes of the visible patches.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32, of the size that the plan was made for
   * @param plan the mask and its groups, shared by the batch
   * @param training whether this is a training pass
   * @return tokens of each stage, row-major, (n, B, C): those of the last one before the final
   *     norm, those of the others after their merging
   */
  public List<NDArray> visibleStages(
      ParameterStore store, NDArray images, GreenPlan plan, boolean training) {
    List<StageLayout> layouts = plan.stages().stream().map(StageLayout::visible).toList();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray x = embedVisible(store, images, plan, training);
      return trunk.run(store, x, layouts, training).stream()
          .map(output -> scope.keep(output.merged() == null ? output.tokens() : output.merged()))
          .toList();
    }
  }

  @Override
  public List<Segment> maskedSegments(
      ParameterStore store,
      Shape images,
      NDArray maskToken,
      Supplier<NDArray> hidden,
      boolean training) {
    List<StageLayout> layouts = trunk.layouts(images);
    return segments(
        store,
        layouts,
        training,
        x -> {
          NDArray tokens = trunk.embed(store, x, null, training);
          NDArray ones = hidden.get();
          return tokens.mul(ones.neg().add(1f)).add(maskToken.mul(ones));
        });
  }

  /** The stages as segments; the first begins with an embedding, the last ends with the norm. */
  private List<Segment> segments(
      ParameterStore store, List<StageLayout> layouts, boolean training, Segment embedding) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < layouts.size(); i++) {
      int stage = i;
      segments.add(
          x -> {
            try (ArrayScope scope = new ArrayScope()) {
              NDArray tokens = stage == 0 ? embedding.run(x) : x;
              SwinStage.Output output =
                  trunk.run(store, stage, tokens, layouts.get(stage), training);
              return scope.keep(
                  output.merged() == null
                      ? norm.forward(store, output.tokens(), training)
                      : output.merged());
            }
          });
    }
    return segments;
  }

  @Override
  public FeatureMaps features(ParameterStore store, NDArray images, boolean training) {
    Shape shape = images.getShape();
    int height = trunk.gridSide(shape.get(2));
    List<StageLayout> layouts = trunk.layouts(shape);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray x = trunk.embed(store, images, null, training);
      List<SwinStage.Output> outputs = trunk.run(store, x, layouts, training);
      NDArray normed = norm.forward(store, last(outputs).tokens(), training);
      List<NDArray> maps = new ArrayList<>();
      int h = height;
      for (int i = 0; i < outputs.size(); i++) {
        boolean isLast = i == outputs.size() - 1;
        maps.add(scope.keep(SwinTrunk.toMap(isLast ? normed : outputs.get(i).tokens(), h)));
        h = (h + 1) / 2;
      }
      NDArray pooled = scope.keep(normed.mean(new int[] {0}));
      return new FeatureMaps(maps, pooled);
    }
  }

  private void checkPlan(Shape images, GreenPlan plan) {
    int height = trunk.gridSide(images.get(2));
    int width = trunk.gridSide(images.get(3));
    if (height != plan.gridHeight() || width != plan.gridWidth()) {
      throw new IllegalArgumentException(
          "plan: expected a grid of %s x %s patches for the images, got %s x %s"
              .formatted(height, width, plan.gridHeight(), plan.gridWidth()));
    }
  }

  private static SwinStage.Output last(List<SwinStage.Output> outputs) {
    return outputs.get(outputs.size() - 1);
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, Shape images) {
    return trunk.stages(store, images);
  }

  @Override
  public int stageOf(String name) {
    return trunk.stageOf(name);
  }

  @Override
  public int layerCount() {
    return trunk.layerCount();
  }

  @Override
  public int layerId(String name) {
    return trunk.layerId(name);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    FeatureMaps maps = features(store, inputs.head(), training);
    // First: DJL's own extractors take the first output as the feature.
    NDList out = new NDList(maps.pooled());
    out.addAll(maps.stages());
    return out;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    List<Shape> out = new ArrayList<>();
    out.add(new Shape(inputShapes[0].get(0), config.featureDim()));
    out.addAll(List.of(trunk.getOutputShapes(inputShapes)));
    return out.toArray(Shape[]::new);
  }
}
