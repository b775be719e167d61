package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.LatentOrder;
import io.greenmim.config.MimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.nn.InitialValues;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Patches;
import io.greenmim.ops.Rows;
import java.util.List;

/**
 * Masked image modelling on the visible patches alone (Huang et al., 2022, section 3): an encoder,
 * a decoder and the mean squared error on the hidden patches.
 *
 * <p>All images of a batch share a mask, or each has one of its own, and all show equally many
 * patches. Float32; works on the device of its input. With images and a mask a third input may give
 * the order of {@link TokenOrder#reference}.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked, and
 *     ranks of the patches (rows x cols), int32; output the encoder's output, or two pictures (B,
 *     c, H, W), float32, or the loss, a scalar
 */
public final class GreenMimModel extends MaskedImageBlock {

  private final Encoder encoder;
  private final MaeDecoder decoder;
  private final LatentOrder order;

  /**
   * Makes a model without weights.
   *
   * @param encoder the encoder
   * @param config masks, decoder and target
   */
  public GreenMimModel(Encoder encoder, MimConfig config) {
    super(config.maskPatch(), config.maskRatio(), config.normaliseTarget());
    order = config.latentOrder();
    this.encoder = addChildBlock("encoder", encoder);
    // The published state dicts list the decoder's parts beside the encoder: no name of its own.
    decoder = addChildBlock("", new MaeDecoder(config, encoder.config()));
    // As published: the initialiser of masked autoencoders draws over that of the encoder.
    InitialValues.xavier(this);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }

  @Override
  public ParameterRole role(String name) {
    return name.startsWith(ENCODER)
        ? encoder.role(name.substring(ENCODER.length()))
        : decoder.role(name, encoder);
  }

  @Override
  public EncoderInput input(ParameterStore store, NDArray images, MaskPlan plan, boolean training) {
    return new VisiblePatches(images, plan);
  }

  @Override
  public NDArray loss(
      ParameterStore store, NDArray latents, NDArray images, MaskPlan plan, boolean training) {
    return loss(store, latents, images, order(plan), plan, training);
  }

  private NDArray loss(
      ParameterStore store,
      NDArray latents,
      NDArray images,
      TokenOrder order,
      MaskPlan plan,
      boolean training) {
    MaskBatch masks = tokens(plan);
    int[] hidden = masks.flatRows(PatchMask::maskedIndices);
    if (hidden.length == 0) {
      throw new IllegalArgumentException("mask: expected at least one hidden patch, got none");
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray index = Rows.index(images.getManager(), hidden, masks.size());
      NDArray tokens = decoder.decode(store, latents, grid(masks, order), training);
      NDArray predicted = decoder.predict(store, Rows.gather(tokens, index), training);
      NDArray all = PixelTarget.of(images, side(), normalisesTarget());
      NDArray target = Rows.gather(all, index);
      return scope.keep(predicted.sub(target).square().mean());
    }
  }

  /**
   * Computes the loss: the mean squared error over the pixels of the hidden patches.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param order where the decoder puts the latents
   * @param training whether this is a training pass
   * @return the loss, a scalar
   * @throws IllegalArgumentException if the masks hide nothing
   */
  public NDArray loss(
      ParameterStore store, NDArray images, MaskPlan plan, TokenOrder order, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder.encode(store, new VisiblePatches(images, plan), training);
      return scope.keep(loss(store, latents, images, order, plan, training));
    }
  }

  /**
   * Predicts every patch.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param order where the decoder puts the latents
   * @param training whether this is a training pass
   * @return predicted patches in the units of the target, (N, B, p x p x c), row-major, values in
   *     the order row, column, channel
   */
  public NDArray predict(
      ParameterStore store, NDArray images, MaskPlan plan, TokenOrder order, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder.encode(store, new VisiblePatches(images, plan), training);
      NDArray tokens = decoder.decode(store, latents, grid(tokens(plan), order), training);
      return scope.keep(decoder.predict(store, tokens, training));
    }
  }

  @Override
  public Reconstruction reconstruct(ParameterStore store, NDArray images, MaskPlan plan) {
    return reconstruct(store, images, plan, order(plan));
  }

  private Reconstruction reconstruct(
      ParameterStore store, NDArray images, MaskPlan plan, TokenOrder order) {
    int side = side();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray predicted = predict(store, images, plan, order, false);
      if (normalisesTarget()) {
        predicted = PixelTarget.denormalise(predicted, images, side);
      }
      NDArray pictures = Patches.fromChannelLast(predicted, tokens(plan).rows(), side);
      NDArray hidden = HiddenPixels.of(images, plan);
      return Reconstruction.of(images, pictures, hidden).keptBy(scope);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (inputs.size() != 3) {
      return super.forwardInternal(store, inputs, training, params);
    }
    MaskPlan plan = planner(GroupingMode.AUTO).plan(List.of(MaskInput.read(inputs.get(1))));
    PatchMask mask = tokens(plan).masks().get(0);
    TokenOrder order = TokenOrder.reference(mask, inputs.get(2).toIntArray());
    return reconstruct(store, inputs.get(0), plan, order).toList();
  }

  /** Side of the square of pixels that a token of the last stage stands for, and predicts. */
  private int side() {
    return encoder.config().stride();
  }

  /** The masks of a batch on the grid of the last stage. */
  private MaskBatch tokens(MaskPlan plan) {
    return new MaskBatch(plan.masks()).refined(maskPatch() / side());
  }

  private TokenOrder order(MaskPlan plan) {
    return switch (order) {
      case OWN -> TokenOrder.own(tokens(plan));
      case PUBLISHED -> TokenOrder.published(tokens(plan));
    };
  }

  private static MaeDecoder.Grid grid(MaskBatch masks, TokenOrder order) {
    return new MaeDecoder.Grid(masks.rows(), masks.cols(), order);
  }
}
