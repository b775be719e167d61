package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.ResponseNorm;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.Linear;
import io.greenmim.nn.NamedParameters;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Patches;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.Remembered;
import io.greenmim.sparse.ResponseBlock;
import io.greenmim.sparse.ResponseSites;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fully convolutional masked autoencoders (Woo et al., 2023, section 3.1): an encoder of the
 * visible patches, a decoder of convolutions over all patches, and the mean squared error on the
 * hidden ones.
 *
 * <p>All images of a batch share a mask, or each has one of its own; images may show different
 * numbers of patches if the encoder takes them. Float32 at both ends; works on the device of its
 * input.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), float32, or the loss, a scalar
 */
public final class FcmaeModel extends MaskedImageBlock {

  private static final String TOKEN = "mask_token";
  private static final int KERNEL = 7;
  private static final int MLP_RATIO = 4;

  /** The published decoder's constant of both normalisations. */
  private static final double EPS = 1e-6;

  private final FcmaeConfig config;
  private final Encoder encoder;
  private final Parameter maskToken;
  private final Linear proj;
  private final List<ResponseBlock> decoder = new ArrayList<>();
  private final Linear pred;
  private final Remembered<GridSize, SiteMaps> grids;

  /**
   * Makes a model without weights.
   *
   * @param encoder the encoder
   * @param config masks, decoder and target
   */
  public FcmaeModel(Encoder encoder, FcmaeConfig config) {
    super(config.maskPatch(), config.maskRatio(), config.normaliseTarget());
    this.config = config;
    EncoderConfig architecture = encoder.config();
    int dim = config.decoderDim();
    this.encoder = addChildBlock("encoder", encoder);
    maskToken = parameter(TOKEN, Parameter.Type.OTHER, new Shape(1, 1, dim));
    proj = addChildBlock("proj", new Linear(architecture.featureDim(), dim, true));
    ResponseBlock.Shaped shaped =
        new ResponseBlock.Shaped(dim, KERNEL, MLP_RATIO * dim, EPS, EPS, 0);
    for (int i = 0; i < config.decoderDepth(); i++) {
      decoder.add(addChildBlock("decoder." + i, new ResponseBlock(shaped)));
    }
    int pixels = architecture.stride() * architecture.stride() * architecture.inChannels();
    pred = addChildBlock("pred", new Linear(dim, pixels, true));
    grids =
        new Remembered<>(
            grid -> SiteMaps.depthwise(Sites.all(grid.height(), grid.width()), dim, KERNEL));
    InitialValues.normal(this);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }

  @Override
  public ParameterRole role(String name) {
    if (name.startsWith(ENCODER)) {
      return encoder.role(name.substring(ENCODER.length()));
    }
    if (name.equals(TOKEN) || ResponseBlock.isResponse(name)) {
      return ParameterRole.on(
          encoder, name.equals(TOKEN) ? ParameterKind.TOKEN : ParameterKind.RESPONSE);
    }
    return ParameterRole.on(encoder, NamedParameters.of(this).get(name));
  }

  @Override
  public EncoderInput input(ParameterStore store, NDArray images, MaskPlan plan, boolean training) {
    return new VisiblePatches(images, plan);
  }

  @Override
  public NDArray loss(
      ParameterStore store, NDArray latents, NDArray images, MaskPlan plan, boolean training) {
    int[] hidden = hiddenRows(plan, Math.toIntExact(images.getShape().get(0)));
    if (hidden.length == 0) {
      throw new IllegalArgumentException("mask: expected at least one hidden patch, got none");
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray index = Rows.index(images.getManager(), hidden).reshape(-1, 1);
      NDArray tokens = decode(store, latents, images, plan, training);
      NDArray predicted = pred.forward(store, Rows.gather(tokens, index), training);
      NDArray all = PixelTarget.of(images, side(), config.normaliseTarget());
      NDArray target = Rows.gather(all, index);
      return scope.keep(predicted.sub(target).square().mean());
    }
  }

  /** Side of the square of pixels that a token of the last stage stands for, and predicts. */
  private int side() {
    return encoder.config().stride();
  }

  /** Tokens of the last stage per side of a mask patch. */
  private int scale() {
    return config.maskPatch() / side();
  }

  /** Rows of the hidden tokens among those of all images, token x B + image. */
  private int[] hiddenRows(MaskPlan plan, int batch) {
    List<PatchMask> masks = new MaskBatch(plan.masks()).refined(scale()).masks();
    return IntStream.range(0, batch)
        .flatMap(
            image ->
                IntStream.of(masks.get(masks.size() == 1 ? 0 : image).maskedIndices())
                    .map(patch -> patch * batch + image))
        .toArray();
  }

  /** Decodes latents of the visible patches into tokens of all patches, (N, B, D). */
  private NDArray decode(
      ParameterStore store, NDArray latents, NDArray images, MaskPlan plan, boolean training) {
    int batch = Math.toIntExact(images.getShape().get(0));
    Sites visible = Sites.visible(plan.masks(), scale());
    GridSize grid = new GridSize(visible.height(), visible.width());
    try (ArrayScope scope = new ArrayScope()) {
      NDArray own = proj.forward(store, latents, training);
      NDArray token = value(store, maskToken, own, training).reshape(1, config.decoderDim());
      NDArray rows = NDArrays.concat(new NDList(own.reshape(-1, config.decoderDim()), token), 0);
      NDArray places =
          Rows.index(images.getManager(), visible.tokenRows(batch))
              .reshape(batch, grid.cells())
              .transpose(); // (B, N) -> (N, B)
      NDArray x = Rows.gather(rows, places.flatten());
      x = x.reshape(places.getShape().add(config.decoderDim()));
      ResponseSites sites =
          ResponseSites.of(
              x.getManager(),
              grids.of(grid),
              batch,
              ResponseNorm.IMAGE,
              PassStore.precision(store));
      for (ResponseBlock block : decoder) {
        x = block.forward(store, x, sites, training);
      }
      return scope.keep(x);
    }
  }

  /**
   * Predicts all pixels.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param training whether this is a training pass
   * @return predicted squares of pixels in the units of the target, one for each token of the last
   *     stage, (N, B, s x s x c), row-major, values in the order row, column, channel
   */
  public NDArray predict(ParameterStore store, NDArray images, MaskPlan plan, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder.encode(store, new VisiblePatches(images, plan), training);
      NDArray tokens = decode(store, latents, images, plan, training);
      return scope.keep(pred.forward(store, tokens, training));
    }
  }

  @Override
  public Reconstruction reconstruct(ParameterStore store, NDArray images, MaskPlan plan) {
    int side = side();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray predicted = predict(store, images, plan, false);
      if (config.normaliseTarget()) {
        predicted = PixelTarget.denormalise(predicted, images, side);
      }
      int rows = plan.masks().get(0).rows() * scale();
      NDArray pictures = Patches.fromChannelLast(predicted, rows, side);
      NDArray hidden = HiddenPixels.of(images, plan);
      return Reconstruction.of(images, pictures, hidden).keptBy(scope);
    }
  }
}
