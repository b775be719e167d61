package io.greenmim.model.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.SwinConfig;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.grouping.GreenPlanner;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.FeatureMaps;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.MaskTokenEncoder;
import io.greenmim.model.MaskedEncoder;
import io.greenmim.model.Segment;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.PatchEmbedding;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The Swin Transformer (Liu et al., 2021) with one set of parameters and two forward passes: dense,
 * over all patches, and green, over the visible patches alone (Huang et al., 2022).
 *
 * <p>Float32; works on the device of its input; forward passes for inference may run on several
 * threads at once. The arrays that it returns belong to the manager of its input.
 *
 * @shape input (B, c, H, W); output the maps of the stages (B, C_i, H_i, W_i), then the pooled
 *     feature (B, C_last)
 */
public final class SwinTransformer extends ParameterBlock
    implements MaskedEncoder, MaskTokenEncoder {

  private static final Pattern BLOCK = Pattern.compile("layers\\.(\\d+)\\.blocks\\.(\\d+)\\..*");
  private static final Pattern DOWNSAMPLE = Pattern.compile("layers\\.(\\d+)\\.downsample\\..*");

  private final SwinConfig config;
  private final PatchEmbedding patchEmbed;
  private final List<SwinStage> stages = new ArrayList<>();
  private final LayerNorm norm;
  private final Map<List<Integer>, List<StageLayout>> denseLayouts = new ConcurrentHashMap<>();

  /**
   * Makes an encoder without weights.
   *
   * @param config its architecture
   */
  public SwinTransformer(SwinConfig config) {
    this.config = config;
    patchEmbed =
        addChildBlock(
            "patch_embed",
            new PatchEmbedding(
                config.patchSize(), config.inChannels(), config.embedDim(), config.layerNormEps()));
    for (int i = 0; i < config.stages(); i++) {
      stages.add(addChildBlock("layers." + i, new SwinStage(config, i)));
    }
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
    return IntStream.range(0, config.stages())
        .mapToObj(i -> new FeatureSpec("stage" + i, config.stride(i), config.channels(i)))
        .toList();
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
    return patchEmbed.forward(store, images, visible, training);
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
      return runStages(store, x, layouts, training).stream()
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
    List<StageLayout> layouts = denseLayouts(gridSide(images.get(2)), gridSide(images.get(3)));
    return segments(
        store,
        layouts,
        training,
        x -> {
          NDArray tokens = patchEmbed.forward(store, x, null, training);
          NDArray ones = hidden.get();
          return tokens.mul(ones.neg().add(1f)).add(maskToken.mul(ones));
        });
  }

  /** The stages as segments; the first begins with an embedding, the last ends with the norm. */
  private List<Segment> segments(
      ParameterStore store, List<StageLayout> layouts, boolean training, Segment embedding) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      segments.add(
          x -> {
            try (ArrayScope scope = new ArrayScope()) {
              NDArray tokens = stage == 0 ? embedding.run(x) : x;
              StageLayout.Arrays arrays = layouts.get(stage).toDevice(x.getManager());
              SwinStage.Output output = stages.get(stage).forward(store, tokens, arrays, training);
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
    int height = gridSide(shape.get(2));
    int width = gridSide(shape.get(3));
    List<StageLayout> layouts = denseLayouts(height, width);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray x = patchEmbed.forward(store, images, null, training);
      List<SwinStage.Output> outputs = runStages(store, x, layouts, training);
      NDArray normed = norm.forward(store, last(outputs).tokens(), training);
      List<NDArray> maps = new ArrayList<>();
      int h = height;
      for (int i = 0; i < outputs.size(); i++) {
        boolean isLast = i == outputs.size() - 1;
        maps.add(scope.keep(toMap(isLast ? normed : outputs.get(i).tokens(), h)));
        h = (h + 1) / 2;
      }
      NDArray pooled = scope.keep(normed.mean(new int[] {0}));
      return new FeatureMaps(maps, pooled);
    }
  }

  /**
   * Runs every stage.
   *
   * @param store the parameter store
   * @param x embedded patches, (n, B, C)
   * @param layouts where the tokens of each stage go
   * @param training whether this is a training pass
   * @return the output of each stage
   */
  List<SwinStage.Output> runStages(
      ParameterStore store, NDArray x, List<StageLayout> layouts, boolean training) {
    NDManager manager = x.getManager();
    List<SwinStage.Output> outputs = new ArrayList<>();
    NDArray tokens = x;
    for (int i = 0; i < stages.size(); i++) {
      StageLayout.Arrays arrays = layouts.get(i).toDevice(manager);
      SwinStage.Output output = stages.get(i).forward(store, tokens, arrays, training);
      outputs.add(output);
      tokens = output.merged();
    }
    return outputs;
  }

  private List<StageLayout> denseLayouts(int height, int width) {
    return denseLayouts.computeIfAbsent(
        List.of(height, width), size -> newDenseLayouts(height, width));
  }

  private List<StageLayout> newDenseLayouts(int height, int width) {
    List<StageLayout> layouts = new ArrayList<>();
    int h = height;
    int w = width;
    for (int i = 0; i < config.stages(); i++) {
      layouts.add(StageLayout.dense(h, w, config.stageWindow(i), i == config.stages() - 1));
      h = (h + 1) / 2;
      w = (w + 1) / 2;
    }
    return layouts;
  }

  /** Turns tokens into a map: (h x w, B, C) -> (B, C, h, w). */
  private static NDArray toMap(NDArray tokens, int height) {
    Shape shape = tokens.getShape();
    return tokens
        .reshape(height, shape.get(0) / height, shape.get(1), shape.get(2))
        .transpose(2, 3, 0, 1);
  }

  private int gridSide(long side) {
    if (side <= 0 || side % config.patchSize() != 0) {
      throw new IllegalArgumentException(
          "image size: expected sides that the patch size %d divides, got %d"
              .formatted(config.patchSize(), side));
    }
    return Math.toIntExact(side / config.patchSize());
  }

  private void checkPlan(Shape images, GreenPlan plan) {
    int height = gridSide(images.get(2));
    int width = gridSide(images.get(3));
    if (height != plan.gridHeight() || width != plan.gridWidth()) {
      throw new IllegalArgumentException(
          "plan: expected a grid of %d x %d patches for the images, got %d x %d"
              .formatted(height, width, plan.gridHeight(), plan.gridWidth()));
    }
  }

  private static SwinStage.Output last(List<SwinStage.Output> outputs) {
    return outputs.get(outputs.size() - 1);
  }

  @Override
  public int layerCount() {
    return config.totalDepth() + 2;
  }

  @Override
  public int layerId(String name) {
    if (name.startsWith("patch_embed.")) {
      return 0;
    }
    Matcher block = BLOCK.matcher(name);
    if (block.matches()) {
      return depthBefore(Integer.parseInt(block.group(1))) + Integer.parseInt(block.group(2)) + 1;
    }
    Matcher downsample = DOWNSAMPLE.matcher(name);
    if (downsample.matches()) {
      return depthBefore(Integer.parseInt(downsample.group(1)) + 1);
    }
    return layerCount() - 1;
  }

  private int depthBefore(int stage) {
    return config.depths().subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    FeatureMaps maps = features(store, inputs.head(), training);
    NDList out = new NDList(maps.stages());
    out.add(maps.pooled());
    return out;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    Shape[] out = new Shape[config.stages() + 1];
    long height = gridSide(in.get(2));
    long width = gridSide(in.get(3));
    for (int i = 0; i < config.stages(); i++) {
      out[i] = new Shape(in.get(0), config.channels(i), height, width);
      height = (height + 1) / 2;
      width = (width + 1) / 2;
    }
    out[config.stages()] = new Shape(in.get(0), config.featureDim());
    return out;
  }
}
