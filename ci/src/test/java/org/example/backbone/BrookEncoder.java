package org.example.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.Checks;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.EncoderBlock;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.MaskTokens;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.PatchEmbedding;
import io.greenmim.nn.PatchMerging;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Each token takes in its visible neighbours above, below, left and right. */
final class BrookEncoder extends EncoderBlock {

  private final BrookConfig config;
  private final PatchEmbedding embed;
  private final List<Mixer> mixers = new ArrayList<>();
  private final List<PatchMerging> mergings = new ArrayList<>();

  BrookEncoder(BrookConfig config, EncoderUse use) {
    super(use == EncoderUse.POOLED);
    this.config = config;
    double eps = config.layerNormEps();
    embed =
        addChildBlock("embed", new PatchEmbedding(4, config.inChannels(), config.embedDim(), eps));
    for (int i = 0; i < config.stages(); i++) {
      mixers.add(addChildBlock("stages." + i + ".mix", new Mixer(config.channels(i), eps)));
      if (i + 1 < config.stages()) {
        mergings.add(
            addChildBlock("stages." + i + ".merge", new PatchMerging(config.channels(i), eps)));
      }
    }
    if (use == EncoderUse.POOLED) {
      addLastNorm();
    }
  }

  @Override
  public BrookConfig config() {
    return config;
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
    Shape shape = input.images().getShape();
    int height = patches(shape.get(2));
    int width = patches(shape.get(3));
    List<BrookGrid> grids =
        input instanceof VisiblePatches visible
            ? ((BrookGrid.Plan) visible.plan()).grids()
            : BrookGrid.chain(
                height, width, IntStream.range(0, height * width).toArray(), config.stages());
    BrookGrid first = grids.get(0);
    Checks.that(first.height() == height && first.width() == width, "plan: it is for other images");
    return IntStream.range(0, config.stages())
        .<EncoderStage>mapToObj(
            i -> (x, training) -> stage(store, i, i == 0 ? input : null, x, grids.get(i), training))
        .toList();
  }

  private EncoderStage.Output stage(
      ParameterStore store,
      int i,
      EncoderInput input,
      NDArray x,
      BrookGrid grid,
      boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray tokens = x;
      if (input != null) {
        tokens =
            embed.forward(
                store, x, Rows.index(x.getManager(), grid.cells(), grid.images()), training);
        tokens = input instanceof MaskTokens masked ? masked.replace(tokens) : tokens;
      }
      tokens = scope.keep(mixers.get(i).forward(store, tokens, grid, training));
      if (i == mergings.size()) {
        return new EncoderStage.Output(tokens, null);
      }
      NDArray quadruples = Rows.index(x.getManager(), grid.quadruples(), grid.images());
      NDArray next = mergings.get(i).forward(store, bordered(tokens), quadruples, training);
      return new EncoderStage.Output(tokens, scope.keep(next));
    }
  }

  /** Adds the row of what is not there: (n, B, C) -> (n + 1, B, C). */
  private static NDArray bordered(NDArray tokens) {
    Shape shape = tokens.getShape();
    return tokens.concat(tokens.getManager().zeros(new Shape(1, shape.get(1), shape.get(2))), 0);
  }

  @Override
  public MaskPlanner planner(int maskPatch, GroupingMode mode) {
    Checks.that(maskPatch % config.stride() == 0, "maskPatch: expected whole tokens");
    int scale = maskPatch / 4;
    return masks ->
        new BrookGrid.Plan(
            masks, BrookGrid.join(masks.stream().map(mask -> chain(mask, scale)).toList()));
  }

  private List<BrookGrid> chain(PatchMask mask, int scale) {
    return BrookGrid.chain(
        mask.rows() * scale, mask.cols() * scale, mask.visibleTokens(scale), config.stages());
  }

  @Override
  public ParameterRole role(String name) {
    boolean gain = name.endsWith("gain");
    ParameterKind kind = gain ? ParameterKind.UNDECAYED : ParameterKind.of(parameters().get(name));
    if (!name.startsWith("stages.")) {
      boolean first = name.startsWith("embed");
      return new ParameterRole(
          first ? 0 : config.stages() - 1, first ? 0 : config.stages() + 1, kind);
    }
    int stage = name.charAt("stages.".length()) - '0';
    return new ParameterRole(stage, stage + 1, kind);
  }

  @Override
  public int layerCount() {
    return config.stages() + 2;
  }

  /** x + gain tanh(W norm(sum of x's neighbours)). */
  private static final class Mixer extends ParameterBlock {

    private final LayerNorm norm;
    private final Linear map;

    /** A weight by its DJL type: whoever goes by that would let it decay. */
    private final Parameter gain;

    Mixer(int channels, double eps) {
      norm = addChildBlock("norm", new LayerNorm(channels, eps));
      map = addChildBlock("map", new Linear(channels, channels, true));
      gain =
          parameter("gain", Parameter.Type.WEIGHT, new Shape(channels), InitialValues.constant(1));
    }

    NDArray forward(ParameterStore store, NDArray x, BrookGrid grid, boolean training) {
      Shape shape = x.getShape();
      try (ArrayScope scope = new ArrayScope()) {
        NDArray index = Rows.index(x.getManager(), grid.neighbours(), grid.images());
        NDArray sum = Rows.gather(bordered(x), index).reshape(new Shape(4).addAll(shape));
        NDArray mixed =
            map.forward(store, norm.forward(store, sum.sum(new int[] {0}), training), training);
        return scope.keep(x.add(mixed.tanh().mul(value(store, gain, x, training))));
      }
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return new NDList(forward(store, inputs.head(), (BrookGrid) params.get("grid"), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
