package io.greenmim.model.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.SwinConfig;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.StagedEncoder;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.PatchEmbedding;
import io.greenmim.nn.WindowShift;
import io.greenmim.ops.ArrayScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The Swin Transformer without its last normalisation (Liu et al., 2021): patch embedding and
 * stages.
 *
 * <p>Images of any size whose sides the patch size divides: the grid of each stage is padded to
 * whole windows inside. Float32; works on the device of its input; forward passes for inference may
 * run on several threads at once. The arrays that it returns belong to the manager of its input.
 *
 * @shape input (B, c, H, W); output the maps of the stages (B, C_i, H_i, W_i)
 */
public final class SwinTrunk extends ParameterBlock implements StagedEncoder {

  private static final Pattern LAYER = Pattern.compile("layers\\.(\\d+)\\..*");
  private static final Pattern BLOCK = Pattern.compile("layers\\.(\\d+)\\.blocks\\.(\\d+)\\..*");
  private static final Pattern DOWNSAMPLE = Pattern.compile("layers\\.(\\d+)\\.downsample\\..*");

  private final SwinConfig config;
  private final PatchEmbedding patchEmbed;
  private final List<SwinStage> stages = new ArrayList<>();
  private final DenseLayouts layouts;

  /**
   * Makes a trunk without weights.
   *
   * @param config its architecture
   * @param shift whether the odd blocks of a stage shift windows that cover the whole grid
   */
  public SwinTrunk(SwinConfig config, WindowShift shift) {
    this.config = config;
    layouts = new DenseLayouts(config, shift);
    patchEmbed =
        addChildBlock(
            "patch_embed",
            new PatchEmbedding(
                config.patchSize(), config.inChannels(), config.embedDim(), config.layerNormEps()));
    for (int i = 0; i < config.stages(); i++) {
      stages.add(addChildBlock("layers." + i, new SwinStage(config, i)));
    }
  }

  @Override
  public List<FeatureSpec> featureSpecs() {
    return IntStream.range(0, config.stages())
        .mapToObj(i -> new FeatureSpec("stage" + i, config.stride(i), config.channels(i)))
        .toList();
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, Shape images) {
    List<StageLayout> chosen = layouts(images);
    int height = gridSide(images.get(2));
    List<EncoderStage> list = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      int rows = height;
      list.add((x, training) -> run(store, stage, x, chosen.get(stage), rows, training));
      height = (height + 1) / 2;
    }
    return list;
  }

  /**
   * Shows what inference computes on its way, for comparison with other implementations.
   *
   * @param store the parameter store
   * @param images images, (B, c, H, W), float32
   * @return tokens, (n, B, C), row by row: of {@code patch_embed}, then after each block, such as
   *     {@code layers.0.blocks.1}
   */
  public Map<String, NDArray> trace(ParameterStore store, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      Map<String, NDArray> trace = new LinkedHashMap<>();
      List<StageLayout> chosen = layouts(images.getShape());
      NDArray tokens = scope.keep(embed(store, images, null, false));
      trace.put("patch_embed", tokens);
      for (int i = 0; i < stages.size(); i++) {
        StageLayout.Arrays arrays = chosen.get(i).toDevice(images.getManager());
        NDArray x = tokens;
        for (int block = 0; block < config.depths().get(i); block++) {
          x = scope.keep(stages.get(i).block(store, block, x, arrays, false));
          trace.put("layers.%s.blocks.%s".formatted(i, block), x);
        }
        tokens = run(store, i, tokens, chosen.get(i), false).merged();
      }
      return trace;
    }
  }

  private EncoderStage.Output run(
      ParameterStore store,
      int stage,
      NDArray x,
      StageLayout layout,
      int height,
      boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray tokens = stage == 0 ? embed(store, x, null, training) : x;
      SwinStage.Output output = run(store, stage, tokens, layout, training);
      NDArray next = output.merged() == null ? null : scope.keep(output.merged());
      return new EncoderStage.Output(scope.keep(toMap(output.tokens(), height)), next);
    }
  }

  /** Embeds patches, (B, c, H, W) -> (n, B, C); {@code visible} is null for all. */
  NDArray embed(ParameterStore store, NDArray images, NDArray visible, boolean training) {
    return patchEmbed.forward(store, images, visible, training);
  }

  /** Runs one stage. */
  SwinStage.Output run(
      ParameterStore store, int stage, NDArray tokens, StageLayout layout, boolean training) {
    StageLayout.Arrays arrays = layout.toDevice(tokens.getManager());
    return stages.get(stage).forward(store, tokens, arrays, training);
  }

  /** Runs every stage on embedded patches, (n, B, C). */
  List<SwinStage.Output> run(
      ParameterStore store, NDArray x, List<StageLayout> chosen, boolean training) {
    NDManager manager = x.getManager();
    List<SwinStage.Output> outputs = new ArrayList<>();
    NDArray tokens = x;
    for (int i = 0; i < stages.size(); i++) {
      StageLayout.Arrays arrays = chosen.get(i).toDevice(manager);
      SwinStage.Output output = stages.get(i).forward(store, tokens, arrays, training);
      outputs.add(output);
      tokens = output.merged();
    }
    return outputs;
  }

  /** Where the tokens of images go, (B, c, H, W). */
  List<StageLayout> layouts(Shape images) {
    return layouts.of(gridSide(images.get(2)), gridSide(images.get(3)));
  }

  /** Turns tokens into a map: (h x w, B, C) -> (B, C, h, w). */
  static NDArray toMap(NDArray tokens, int height) {
    Shape shape = tokens.getShape();
    return tokens
        .reshape(height, shape.get(0) / height, shape.get(1), shape.get(2))
        .transpose(2, 3, 0, 1);
  }

  /** Patches along a side of an image. */
  int gridSide(long side) {
    if (side <= 0 || side % config.patchSize() != 0) {
      throw new IllegalArgumentException(
          "image size: expected sides that the patch size %s divides, got %s"
              .formatted(config.patchSize(), side));
    }
    return Math.toIntExact(side / config.patchSize());
  }

  @Override
  public int stageOf(String name) {
    Matcher layer = LAYER.matcher(name);
    if (layer.matches()) {
      return Integer.parseInt(layer.group(1));
    }
    return name.startsWith("patch_embed.") ? 0 : config.stages() - 1;
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
    NDList maps = new NDList();
    NDArray x = inputs.head();
    for (EncoderStage stage : stages(store, x.getShape())) {
      EncoderStage.Output output = stage.run(x, training);
      maps.add(output.map());
      x = output.next();
    }
    return maps;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    Shape[] out = new Shape[config.stages()];
    long height = gridSide(in.get(2));
    long width = gridSide(in.get(3));
    for (int i = 0; i < config.stages(); i++) {
      out[i] = new Shape(in.get(0), config.channels(i), height, width);
      height = (height + 1) / 2;
      width = (width + 1) / 2;
    }
    return out;
  }
}
