package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.MimConfig;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskedEncoder;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;

/**
 * Masked image modelling on the visible patches alone (Huang et al., 2022, section 3): an encoder,
 * a decoder and the mean squared error on the hidden patches.
 *
 * <p>Float32; works on the device of its input. As a DJL block it answers three questions: images
 * alone give what the encoder gives; images and a mask give the pictures of {@link Reconstruction};
 * images and a {@link GreenPlan} as the parameter {@code plan} give the loss.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), uint8, or the loss, a scalar
 */
public final class MaskedImageModel extends ParameterBlock {

  /** Name of the parameter that carries the plan through the forward pass. */
  public static final String PLAN = "plan";

  private final MimConfig config;
  private final MaskedEncoder encoder;
  private final MaeDecoder decoder;

  /**
   * Makes a model without weights.
   *
   * @param encoder the encoder
   * @param config masks, decoder and target
   */
  public MaskedImageModel(MaskedEncoder encoder, MimConfig config) {
    this.config = config;
    this.encoder = addChildBlock("encoder", encoder);
    // The published state dicts list the decoder's parts beside the encoder: no name of its own.
    decoder = addChildBlock("", new MaeDecoder(config, encoder.latentDim(), encoder.inChannels()));
  }

  /**
   * Returns the encoder.
   *
   * @return the encoder
   */
  public MaskedEncoder encoder() {
    return encoder;
  }

  /**
   * Returns the configuration of masks, decoder and target.
   *
   * @return the configuration
   */
  public MimConfig config() {
    return config;
  }

  /**
   * Computes the loss: the mean squared error over the pixels of the hidden patches.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan the mask, shared by the batch, and its groups
   * @param training whether this is a training pass
   * @return the loss, a scalar
   * @throws IllegalArgumentException if the mask hides nothing
   */
  public NDArray loss(ParameterStore store, NDArray images, GreenPlan plan, boolean training) {
    int[] hidden = plan.mask().maskedIndices();
    if (hidden.length == 0) {
      throw new IllegalArgumentException("mask: expected at least one hidden patch, got none");
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray index = Rows.index(images.getManager(), hidden);
      NDArray latents = encoder.encodeVisible(store, images, plan, training);
      NDArray tokens = decoder.decode(store, latents, plan.mask(), training);
      NDArray predicted = decoder.predict(store, Rows.gather(tokens, index), training);
      NDArray all = PixelTarget.of(images, config.maskPatch(), config.normaliseTarget());
      NDArray target = Rows.gather(all, index);
      return scope.keep(predicted.sub(target).square().mean());
    }
  }

  /**
   * Predicts every patch.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan the mask, shared by the batch, and its groups
   * @param training whether this is a training pass
   * @return predicted patches in the units of the target, (N, B, p x p x c), row-major, values in
   *     the order row, column, channel
   */
  public NDArray predict(ParameterStore store, NDArray images, GreenPlan plan, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder.encodeVisible(store, images, plan, training);
      NDArray tokens = decoder.decode(store, latents, plan.mask(), training);
      return scope.keep(decoder.predict(store, tokens, training));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (params != null && params.get(PLAN) instanceof GreenPlan plan) {
      return new NDList(loss(store, inputs.head(), plan, training));
    }
    if (inputs.size() == 1) {
      return encoder.forward(store, inputs, training, params);
    }
    checkInputs(inputs.size(), 2);
    NDArray images = inputs.get(0);
    GreenPlan plan =
        encoder.planner(config.maskPatch(), GroupingMode.AUTO).plan(mask(inputs.get(1)));
    Reconstruction pictures = Reconstruction.of(this, store, images, plan);
    return new NDList(pictures.masked(), pictures.reconstruction());
  }

  private static PatchMask mask(NDArray mask) {
    Shape shape = mask.getShape();
    return new PatchMask(
        Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), mask.toBooleanArray());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.length == 1
        ? encoder.getOutputShapes(inputShapes)
        : new Shape[] {inputShapes[0], inputShapes[0]};
  }
}
