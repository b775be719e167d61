package io.greenmim.examples;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderBlock;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.MaskTokens;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.nn.PatchEmbedding;
import io.greenmim.nn.SinCosPositions;
import io.greenmim.nn.TransformerBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * A backbone of one's own: a plain Vision Transformer (Dosovitskiy et al., 2020) without class
 * token, of one stage. {@code META-INF/services/io.greenmim.backbone.BackboneFamily} names this
 * class; nothing else is needed to pre-train, publish and load {@code plain_mini_224}.
 */
public final class PlainFamily implements BackboneFamily {

  /** Makes the family; the registry does it by reflection. */
  public PlainFamily() {}

  /**
   * Architecture: the content of {@code encoder} in {@code config.json}.
   *
   * @param imageSize size of the reference image
   * @param patchSize side of a patch in pixels
   * @param embedDim channels
   * @param depth number of blocks
   * @param heads number of attention heads
   * @param layerNormEps constant of the layer normalisations
   */
  public record Config(
      ImageSize imageSize, int patchSize, int embedDim, int depth, int heads, double layerNormEps)
      implements EncoderConfig {

    @Override
    public String family() {
      return "plain";
    }

    @Override
    public int inChannels() {
      return 3;
    }

    @Override
    public int stages() {
      return 1;
    }

    @Override
    public int channels(int stage) {
      return embedDim;
    }

    @Override
    public int stride(int stage) {
      return patchSize;
    }

    @Override
    public double dropPath() {
      return 0;
    }

    @Override
    public Config withImageSize(ImageSize size) {
      return new Config(size, patchSize, embedDim, depth, heads, layerNormEps);
    }

    @Override
    public Config withDropPath(double rate) {
      return this;
    }

    @Override
    public Config withLayerNormEps(double eps) {
      return new Config(imageSize, patchSize, embedDim, depth, heads, eps);
    }
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        Variant.of(
            "plain_mini_224", "mini", new Config(ImageSize.square(224), 32, 64, 2, 2, 1e-6)));
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new PlainEncoder((Config) config, use);
  }

  /** The patches that are there, by their numbers; all of them without a mask. */
  private record Plan(List<PatchMask> masks, int[] patches) implements MaskPlan {}

  /**
   * The encoder.
   *
   * @shape input (B, 3, H, W); output the pooled feature (B, C), then the map (B, C, H / p, W / p)
   */
  private static final class PlainEncoder extends EncoderBlock {

    private final Config config;
    private final PatchEmbedding embed;
    private final List<TransformerBlock> blocks = new ArrayList<>();

    PlainEncoder(Config config, EncoderUse use) {
      super(use == EncoderUse.POOLED);
      this.config = config;
      int dim = config.embedDim();
      double eps = config.layerNormEps();
      embed = addChildBlock("patch_embed", new PatchEmbedding(config.patchSize(), 3, dim, eps));
      for (int i = 0; i < config.depth(); i++) {
        blocks.add(addChildBlock("blocks." + i, new TransformerBlock(dim, config.heads(), 4, eps)));
      }
      if (use == EncoderUse.POOLED) {
        addLastNorm();
      }
    }

    @Override
    public Config config() {
      return config;
    }

    @Override
    public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
      return List.of((x, training) -> new EncoderStage.Output(run(store, input, training), null));
    }

    private NDArray run(ParameterStore store, EncoderInput input, boolean training) {
      NDArray images = input.images();
      int rows = patches(images.getShape().get(2));
      int cols = patches(images.getShape().get(3));
      Plan plan =
          input instanceof VisiblePatches visible
              ? (Plan) visible.plan()
              : plan(List.of(PatchMask.none(rows, cols)), 1);
      try (ArrayScope scope = new ArrayScope()) {
        NDArray index = Rows.index(images.getManager(), plan.patches(), plan.masks().size());
        NDArray x = embed.forward(store, images, index, training);
        x = input instanceof MaskTokens masked ? masked.replace(x) : x;
        float[] table = SinCosPositions.of(rows, cols, config.embedDim());
        Shape shape = new Shape((long) rows * cols, 1, config.embedDim());
        NDArray positions = images.getManager().create(table, shape);
        positions = positions.broadcast(shape.get(0), images.getShape().get(0), shape.get(2));
        x = x.add(Rows.gather(positions, index));
        for (TransformerBlock block : blocks) {
          x = block.forward(store, x, training);
        }
        return scope.keep(x);
      }
    }

    @Override
    public MaskPlanner planner(int maskPatch, GroupingMode mode) {
      int scale = maskPatch / config.patchSize();
      return masks -> plan(masks, scale);
    }

    /** Each image may have a mask of its own; all show equally many patches. */
    private static Plan plan(List<PatchMask> masks, int scale) {
      return new Plan(masks, new MaskBatch(masks).flatRows(mask -> mask.visibleTokens(scale)));
    }

    @Override
    public ParameterRole role(String name) {
      int layer =
          switch (name.substring(0, name.indexOf('.'))) {
            case "patch_embed" -> 0;
            case "blocks" -> 1 + Integer.parseInt(name.split("[.]", 3)[1]);
            default -> config.depth() + 1;
          };
      return new ParameterRole(0, layer, ParameterKind.of(parameters().get(name)));
    }

    @Override
    public int layerCount() {
      return config.depth() + 2;
    }
  }
}
