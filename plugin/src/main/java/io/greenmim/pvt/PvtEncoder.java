package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.config.StageDepths;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.AllPatches;
import io.greenmim.model.EncoderBlock;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.EncoderWork;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.MaskTokens;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.LayerNorm;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Patches;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.Remembered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Pyramid Vision Transformer v2 (Wang et al., 2022) with one set of parameters and two forward
 * passes: dense, and over the visible patches alone, where hidden sites are 0 in every convolution
 * and no site becomes active that the mask hides.
 *
 * <p>Each stage ends with a normalisation, from which the next one goes on. Images of any size
 * whose sides the patch size divides. Float32 at both ends; works on the device of its input.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i), sides rounded up; as a pyramid the maps alone
 */
final class PvtEncoder extends EncoderBlock {

  private final PvtConfig config;
  private final List<OverlapEmbedding> embeddings = new ArrayList<>();
  private final List<List<PvtBlock>> blocks = new ArrayList<>();
  private final List<LayerNorm> norms = new ArrayList<>();
  private final ParameterLayers layers;
  private final Remembered<GridSize, List<StageSites>> dense;

  PvtEncoder(PvtConfig config, EncoderUse use) {
    super(use == EncoderUse.POOLED);
    this.config = config;
    dense = new Remembered<>(grid -> PvtPlanner.dense(config, grid.height(), grid.width()));
    StageDepths depths = new StageDepths(config.depths());
    layers = new ParameterLayers(depths);
    for (int stage = 0; stage < config.stages(); stage++) {
      OverlapEmbedding embedding =
          stage == 0
              ? OverlapEmbedding.ofPatches(config)
              : OverlapEmbedding.ofTokens(config, stage);
      embeddings.add(addChildBlock("patch_embed" + (stage + 1), embedding));
      List<PvtBlock> chain = new ArrayList<>();
      for (int i = 0; i < config.depths().get(stage); i++) {
        double rate = depths.dropPath(config.dropPath(), stage, i);
        PvtBlock block = new PvtBlock(config, stage, rate);
        chain.add(addChildBlock("block%s.%s".formatted(stage + 1, i), block));
      }
      blocks.add(chain);
      LayerNorm norm = new LayerNorm(config.channels(stage), config.layerNormEps());
      norms.add(addChildBlock("norm" + (stage + 1), norm));
    }
  }

  @Override
  public PvtConfig config() {
    return config;
  }

  @Override
  public boolean normalisesStages() {
    return true;
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
    Shape images = input.images().getShape();
    GridSize grid = patches(images);
    PvtPlan plan = plan(input, PvtPlan.class, own -> own.stages().get(0).sites().size());
    List<StageSites> rows = plan == null ? dense.of(grid) : plan.stages();
    int batch = Math.toIntExact(images.get(0));
    Precision precision = PassStore.precision(store);
    List<EncoderStage> list = new ArrayList<>();
    for (int i = 0; i < config.stages(); i++) {
      int stage = i;
      list.add(
          (x, training) -> {
            try (ArrayScope scope = new ArrayScope()) {
              StageSites.OnDevice own = rows.get(stage).toDevice(x.getManager(), batch, precision);
              NDArray tokens = embed(store, input, stage, x, own, training);
              for (PvtBlock block : blocks.get(stage)) {
                tokens = block.forward(store, tokens, own, training);
              }
              NDArray normed = scope.keep(norms.get(stage).forward(store, tokens, training));
              return new EncoderStage.Output(normed, stage == config.stages() - 1 ? null : normed);
            }
          });
    }
    return list;
  }

  private NDArray embed(
      ParameterStore store,
      EncoderInput input,
      int stage,
      NDArray x,
      StageSites.OnDevice rows,
      boolean training) {
    OverlapEmbedding embedding = embeddings.get(stage);
    if (stage > 0) {
      return embedding.forward(store, x, rows.embedding(), training);
    }
    NDArray pixels = Patches.channelFirst(x, config.patchSize());
    if (input instanceof MaskTokens masked) {
      // A visible patch would else read the pixels of the hidden ones above and left of it.
      NDArray shown = pixels.mul(Numbers.add(masked.hidden().get().neg(), 1f));
      return masked.replace(embedding.forward(store, shown, rows.embedding(), training));
    }
    return embedding.forward(store, chosen(pixels, rows), rows.embedding(), training);
  }

  /** The visible patches of all. */
  private static NDArray chosen(NDArray pixels, StageSites.OnDevice rows) {
    if (rows.patches() == null) {
      return pixels;
    }
    Shape shape = pixels.getShape();
    return Rows.gather(pixels.reshape(-1, shape.get(2)), rows.patches())
        .reshape(-1, shape.get(1), shape.get(2));
  }

  @Override
  public MaskPlanner planner(int maskPatch, GroupingMode mode) {
    return new PvtPlanner(config, maskPatch);
  }

  @Override
  public ParameterRole role(String name) {
    return new ParameterRole(layers.stageOf(name), layers.of(name), ParameterKind.of(named(name)));
  }

  @Override
  public int layerCount() {
    return layers.depths().layers();
  }

  /** timm has one layer for each stage. */
  @Override
  public int timmLayersBehind(String name) {
    return config.stages() - layers.stageOf(name) + (layers.of(name) == 0 ? 1 : 0);
  }

  @Override
  public EncoderWork work(MaskPlan plan) {
    return new PvtWork(config).of(((PvtPlan) plan).stages());
  }

  @Override
  public EncoderWork work(ImageSize image) {
    return new PvtWork(config)
        .of(dense.of(new GridSize(patches(image.height()), patches(image.width()))));
  }

  @Override
  public Map<String, NDArray> trace(ParameterStore store, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      Map<String, NDArray> trace = new LinkedHashMap<>();
      List<EncoderStage> stages = stages(store, new AllPatches(images));
      NDArray x = images;
      for (int i = 0; i < stages.size(); i++) {
        x = scope.keep(stages.get(i).run(x, false).tokens());
        trace.put("norm" + (i + 1), x);
      }
      return trace;
    }
  }
}
