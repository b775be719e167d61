package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.config.StageDepths;
import io.greenmim.grouping.GroupingMode;
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
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.Remembered;
import java.util.ArrayList;
import java.util.List;

/**
 * Twins-SVT (Chu et al., 2021) with one set of parameters and two forward passes: dense, over all
 * patches, and green, over the visible patches alone (Huang et al., 2022).
 *
 * <p>Images of any size whose sides the patch size divides: windows are filled up with zeros at the
 * right and the bottom, and what a map has beyond whole squares is in none of the next one. Float32
 * at both ends; works on the device of its input.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i), sides rounded down; as a pyramid the maps alone
 */
final class TwinsTransformer extends EncoderBlock {

  private final TwinsConfig config;
  private final PatchEmbedding patchEmbed;
  private final List<TokenEmbedding> embeddings = new ArrayList<>();
  private final List<TwinsStage> stages = new ArrayList<>();
  private final ParameterLayers layers;
  private final Remembered<GridSize, List<StageLayout>> dense;

  TwinsTransformer(TwinsConfig config, EncoderUse use) {
    super(use == EncoderUse.POOLED);
    this.config = config;
    patchEmbed =
        addChildBlock(
            "patch_embeds.0",
            new PatchEmbedding(
                config.patchSize(),
                config.inChannels(),
                config.channels(0),
                config.embeddingNormEps()));
    for (int i = 1; i < config.stages(); i++) {
      embeddings.add(
          addChildBlock(
              "patch_embeds." + i,
              new TokenEmbedding(
                  config.channels(i - 1), config.channels(i), config.embeddingNormEps())));
    }
    StageDepths depths = new StageDepths(config.depths());
    for (int i = 0; i < config.stages(); i++) {
      List<TwinsBlock> blocks = new ArrayList<>();
      for (int j = 0; j < config.depths().get(i); j++) {
        double rate = depths.dropPath(config.dropPath(), i, j);
        blocks.add(
            addChildBlock("blocks.%s.%s".formatted(i, j), new TwinsBlock(config, i, j, rate)));
      }
      PositionBlock position =
          addChildBlock(
              "pos_block." + i, new PositionBlock(config.channels(i), config.positionResidual()));
      stages.add(new TwinsStage(List.copyOf(blocks), position));
    }
    if (use == EncoderUse.POOLED) {
      addLastNorm();
    }
    FirstValues.set(parameters());
    layers = new ParameterLayers(depths);
    dense = new Remembered<>(grid -> TwinsPlanner.dense(config, grid));
  }

  @Override
  public TwinsConfig config() {
    return config;
  }

  @Override
  public GridSize grid(int stage, ImageSize images) {
    return new GridSize(patches(images.height()) >> stage, patches(images.width()) >> stage);
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
    Shape images = input.images().getShape();
    int batch = Math.toIntExact(images.get(0));
    GridSize grid = patches(images);
    TwinsPlan plan = plan(input, TwinsPlan.class, own -> own.stages().get(0).sites().size());
    List<StageLayout> chosen = plan == null ? dense.of(grid) : plan.stages();
    Precision precision = PassStore.precision(store);
    List<EncoderStage> list = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      list.add(
          (x, training) -> {
            try (ArrayScope scope = new ArrayScope()) {
              StageLayout.Arrays arrays =
                  chosen.get(stage).toDevice(x.getManager(), batch, precision);
              NDArray embedded =
                  stage == 0
                      ? embed(store, input, x, plan, training)
                      : embeddings.get(stage - 1).forward(store, x, arrays.merged(), training);
              NDArray tokens =
                  scope.keep(stages.get(stage).forward(store, embedded, arrays, training));
              return new EncoderStage.Output(tokens, stage + 1 < stages.size() ? tokens : null);
            }
          });
    }
    return list;
  }

  private NDArray embed(
      ParameterStore store, EncoderInput input, NDArray images, TwinsPlan plan, boolean training) {
    NDArray visible =
        plan == null ? null : Rows.index(images.getManager(), plan.patches(), plan.masks().size());
    NDArray tokens = patchEmbed.forward(store, images, visible, training);
    return input instanceof MaskTokens masked ? masked.replace(tokens) : tokens;
  }

  @Override
  public MaskPlanner planner(int maskPatch, GroupingMode mode) {
    return new TwinsPlanner(config, maskPatch, mode);
  }

  @Override
  public ParameterRole role(String name) {
    ParameterKind kind = ParameterKind.of(named(name));
    boolean position = name.startsWith("pos_block.") && kind == ParameterKind.MATRIX;
    return new ParameterRole(
        layers.stageOf(name), layers.of(name), position ? ParameterKind.POSITION_KERNEL : kind);
  }

  @Override
  public int layerCount() {
    return layers.depths().layers();
  }

  @Override
  public EncoderWork work(MaskPlan plan) {
    return new TwinsWork(config).of(((TwinsPlan) plan).stages());
  }

  @Override
  public EncoderWork work(ImageSize image) {
    return new TwinsWork(config).of(dense.of(grid(0, image)));
  }
}
