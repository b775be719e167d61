package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ResponseNorm;
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
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.PatchEmbedding;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.Remembered;
import io.greenmim.sparse.ResponseBlock;
import io.greenmim.sparse.ResponseSites;
import io.greenmim.sparse.Sites;
import java.util.ArrayList;
import java.util.List;

/**
 * ConvNeXt V2 (Woo et al., 2023) with one set of parameters and two forward passes: dense, over all
 * patches, and sparse, over the visible ones, where hidden sites are zero to every convolution and
 * stay hidden.
 *
 * <p>Images of any size whose sides the patch size divides; what is left over between two stages at
 * the right and the bottom is dropped. Float32 at both ends; works on the device of its input.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i); as a pyramid the maps alone
 */
final class ConvNext extends EncoderBlock {

  private final ConvNextConfig config;
  private final PatchEmbedding stem;
  private final List<Downsampling> downsampling = new ArrayList<>();
  private final List<ConvNextStage> stages = new ArrayList<>();
  private final LayerNorm norm;
  private final ParameterLayers layers;
  private final Remembered<ImageSize, List<StageSites>> dense = new Remembered<>(this::allSites);

  ConvNext(ConvNextConfig config, EncoderUse use) {
    super(use == EncoderUse.POOLED);
    this.config = config;
    double eps = config.layerNormEps();
    stem =
        addChildBlock(
            "downsample_layers.0",
            new PatchEmbedding(
                config.patchSize(),
                config.inChannels(),
                config.embedDim(),
                eps,
                List.of("0", "1")));
    for (int i = 1; i < config.stages(); i++) {
      Downsampling between = new Downsampling(config.channels(i - 1), config.channels(i), eps);
      downsampling.add(addChildBlock("downsample_layers." + i, between));
    }
    for (int i = 0; i < config.stages(); i++) {
      stages.add(addChildBlock("stages." + i, new ConvNextStage(config, i)));
    }
    norm =
        use == EncoderUse.POOLED
            ? addChildBlock("norm", new LayerNorm(config.featureDim(), eps))
            : null;
    layers = new ParameterLayers(new StageDepths(config.depths()));
    InitialValues.normal(this);
  }

  @Override
  public ConvNextConfig config() {
    return config;
  }

  @Override
  public GridSize grid(int stage, ImageSize images) {
    int stride = config.stride(stage);
    return new GridSize(images.height() / stride, images.width() / stride);
  }

  /** Normalises behind the pooling, not before it. */
  @Override
  public NDArray pool(ParameterStore store, NDArray latents, boolean training) {
    NDArray mean = super.pool(store, latents, training);
    return norm == null ? mean : norm.forward(store, mean, training);
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
    Shape images = input.images().getShape();
    int batch = Math.toIntExact(images.get(0));
    ConvNextPlan plan = plan(input, ConvNextPlan.class, own -> own.stages().get(0).sites().size());
    List<StageSites> sites = plan == null ? dense(images) : plan.stages();
    ResponseNorm over = plan == null ? ResponseNorm.IMAGE : config.responseNorm();
    Precision precision = PassStore.precision(store);
    List<EncoderStage> list = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      list.add(
          (x, training) -> {
            try (ArrayScope scope = new ArrayScope()) {
              NDManager manager = x.getManager();
              StageSites own = sites.get(stage);
              NDArray tokens;
              if (stage == 0) {
                tokens = embed(store, input, x, plan, training);
              } else {
                Downsampling between = downsampling.get(stage - 1);
                tokens = between.forward(store, x, own.merged(manager, batch), training);
              }
              ResponseSites arrays = own.arrays(manager, batch, over, precision);
              NDArray shown = arrays.shown() == null ? tokens : tokens.mul(arrays.shown());
              NDArray out = stages.get(stage).forward(store, shown, arrays, training);
              boolean last = stage == stages.size() - 1;
              if (last && plan != null && plan.latents() != null) {
                out = Rows.gather(out, plan.latents().toDevice(manager));
              }
              return new EncoderStage.Output(scope.keep(out), last ? null : out);
            }
          });
    }
    return list;
  }

  private NDArray embed(
      ParameterStore store,
      EncoderInput input,
      NDArray images,
      ConvNextPlan plan,
      boolean training) {
    NDArray visible =
        plan == null || plan.embedded() == null
            ? null
            : plan.embedded().toDevice(images.getManager());
    NDArray tokens = stem.forward(store, images, visible, training);
    return input instanceof MaskTokens masked ? masked.replace(tokens) : tokens;
  }

  private List<StageSites> dense(Shape images) {
    patches(images); // refuses other sides
    return dense.of(ImageTensors.size(images));
  }

  private List<StageSites> allSites(ImageSize size) {
    Checks.that(
        Math.min(size.height(), size.width()) >= config.stride(),
        "image size: expected sides of at least the total stride %d, got %s",
        config.stride(),
        size);
    List<Sites> grids = new ArrayList<>();
    for (int i = 0; i < config.stages(); i++) {
      GridSize grid = grid(i, size);
      grids.add(Sites.all(grid.height(), grid.width()));
    }
    return StageSites.of(config, grids);
  }

  @Override
  public MaskPlanner planner(int maskPatch, GroupingMode mode) {
    return new ConvNextPlanner(config, maskPatch);
  }

  @Override
  public EncoderWork work(MaskPlan plan) {
    boolean whole = plan instanceof ConvNextPlan own && own.embedded() == null;
    return whole ? work(config.imageSize()) : super.work(plan);
  }

  @Override
  public ParameterRole role(String name) {
    return new ParameterRole(
        layers.stageOf(name),
        layers.of(name),
        ResponseBlock.isResponse(name) ? ParameterKind.RESPONSE : ParameterKind.of(named(name)));
  }

  @Override
  public int layerCount() {
    return layers.depths().layers();
  }
}
