package io.greenmim.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.config.StageDepths;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowShift;
import io.greenmim.model.EncoderBlock;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.EncoderWork;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.MaskTokens;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.PatchEmbedding;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Swin Transformer (Liu et al., 2021) with one set of parameters and two forward passes: dense,
 * over all patches, and green, over the visible patches alone (Huang et al., 2022).
 *
 * <p>Images of any size whose sides the patch size divides: the grid of each stage is padded to
 * whole windows inside. Float32 at both ends; works on the device of its input.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i); as a pyramid the maps alone
 */
final class SwinTransformer extends EncoderBlock {

  private final SwinConfig config;
  private final PatchEmbedding patchEmbed;
  private final List<SwinStage> stages = new ArrayList<>();
  private final DenseLayouts layouts;
  private final ParameterLayers layers;

  SwinTransformer(SwinConfig config, EncoderUse use) {
    super(use == EncoderUse.POOLED);
    this.config = config;
    boolean pooled = use == EncoderUse.POOLED;
    patchEmbed =
        addChildBlock(
            "patch_embed",
            new PatchEmbedding(
                config.patchSize(), config.inChannels(), config.embedDim(), config.layerNormEps()));
    for (int i = 0; i < config.stages(); i++) {
      stages.add(addChildBlock("layers." + i, new SwinStage(config, i)));
    }
    if (pooled) {
      addLastNorm();
    }
    layouts = new DenseLayouts(config, pooled ? WindowShift.UNLESS_SINGLE : WindowShift.ALWAYS);
    layers = new ParameterLayers(new StageDepths(config.depths()));
  }

  @Override
  public SwinConfig config() {
    return config;
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
    Shape images = input.images().getShape();
    SwinPlan plan = plan(input, SwinPlan.class, own -> new GridSize(own.height(), own.width()));
    List<StageLayout> chosen = plan == null ? layouts(images) : plan.stages();
    List<EncoderStage> list = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      list.add(
          (x, training) -> {
            try (ArrayScope scope = new ArrayScope()) {
              NDArray tokens = stage == 0 ? embed(store, input, x, plan, training) : x;
              StageLayout.Arrays arrays = chosen.get(stage).toDevice(x.getManager());
              EncoderStage.Output output =
                  stages.get(stage).forward(store, tokens, arrays, training);
              scope.keep(output.tokens());
              if (output.next() != null) {
                scope.keep(output.next());
              }
              return output;
            }
          });
    }
    return list;
  }

  private NDArray embed(
      ParameterStore store, EncoderInput input, NDArray images, SwinPlan plan, boolean training) {
    NDArray visible =
        plan == null ? null : Rows.index(images.getManager(), plan.patches(), plan.masks().size());
    NDArray tokens = patchEmbed.forward(store, images, visible, training);
    return input instanceof MaskTokens masked ? masked.replace(tokens) : tokens;
  }

  /** Where the tokens of images go, (B, c, H, W). */
  private List<StageLayout> layouts(Shape images) {
    GridSize grid = patches(images);
    return layouts.of(grid.height(), grid.width());
  }

  @Override
  public MaskPlanner planner(int maskPatch, GroupingMode mode) {
    return new SwinPlanner(config, maskPatch, mode);
  }

  @Override
  public ParameterRole role(String name) {
    return new ParameterRole(layers.stageOf(name), layers.of(name), ParameterKind.of(named(name)));
  }

  @Override
  public int layerCount() {
    return layers.depths().layers();
  }

  @Override
  public int timmLayersBehind(String name) {
    return layerCount() - 1 - layers.timm(name);
  }

  @Override
  public EncoderWork work(MaskPlan plan) {
    return new SwinWork(config).of(((SwinPlan) plan).stages());
  }

  @Override
  public EncoderWork work(ImageSize image) {
    return new SwinWork(config).of(layouts.of(patches(image.height()), patches(image.width())));
  }

  @Override
  public Map<String, NDArray> trace(ParameterStore store, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      Map<String, NDArray> trace = new LinkedHashMap<>();
      List<StageLayout> chosen = layouts(images.getShape());
      NDArray x = scope.keep(patchEmbed.forward(store, images, null, false));
      trace.put("patch_embed", x);
      for (int i = 0; i < stages.size(); i++) {
        StageLayout.Arrays arrays = chosen.get(i).toDevice(images.getManager());
        for (int block = 0; block < config.depths().get(i); block++) {
          x = scope.keep(stages.get(i).block(store, block, x, arrays, false));
          trace.put("layers.%s.blocks.%s".formatted(i, block), x);
        }
        x = stages.get(i).merge(store, x, arrays, false);
      }
      return trace;
    }
  }
}
