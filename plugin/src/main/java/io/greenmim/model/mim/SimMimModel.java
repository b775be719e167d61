package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.NamedParameters;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.Scaling;

/**
 * SimMIM, masked image modelling with mask tokens (Xie et al., 2021, section 3): a dense encoder, a
 * linear head and the mean absolute error on the hidden pixels.
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), float32, or the loss, a scalar
 */
public final class SimMimModel extends MaskedImageBlock {

  /** Added to the number of hidden pixels, as published. */
  private static final float EPS = 1e-5f;

  private final SimMimEncoder encoder;
  private final PixelShuffleHead head;
  private final int stride;

  /**
   * Makes a model without weights.
   *
   * @param encoder the encoder
   * @param config its masks
   */
  public SimMimModel(Encoder encoder, SimMimConfig config) {
    super(config.maskPatch(), config.maskRatio(), false);
    this.encoder = addChildBlock("encoder", new SimMimEncoder(encoder));
    EncoderConfig architecture = encoder.config();
    stride = architecture.stride();
    head =
        addChildBlock(
            "decoder.0",
            new PixelShuffleHead(architecture.featureDim(), architecture.inChannels(), stride));
  }

  @Override
  public Encoder encoder() {
    return encoder.encoder();
  }

  @Override
  public MaskPlanner planner(GroupingMode mode) {
    return ImageMasks::new;
  }

  @Override
  public ParameterRole role(String name) {
    return name.startsWith(ENCODER)
        ? encoder.role(name.substring(ENCODER.length()))
        : ParameterRole.on(encoder(), NamedParameters.of(this).get(name));
  }

  @Override
  public EncoderInput input(
      ParameterStore store, NDArray images, MaskPlan masks, boolean training) {
    int patch = encoder().config().patchSize();
    return encoder.input(store, images, () -> HiddenPixels.tokens(images, masks, patch), training);
  }

  /**
   * Encodes images whose hidden patches are the mask token.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param masks one mask for all images or one for each
   * @param training whether this is a training pass
   * @return latents of all patches of the last stage, row-major, (m, B, C_last)
   */
  public NDArray encode(ParameterStore store, NDArray images, MaskPlan masks, boolean training) {
    return encoder().encode(store, input(store, images, masks, training), training);
  }

  /**
   * Predicts images from latents.
   *
   * @param store the parameter store
   * @param latents what {@link #encode} gave, (m, B, C_last)
   * @param height height of the images in pixels
   * @param training whether this is a training pass
   * @return predicted images in the units of the normalised ones, (B, c, H, W)
   */
  public NDArray predict(ParameterStore store, NDArray latents, long height, boolean training) {
    int rows = Math.toIntExact((height + stride - 1) / stride);
    return head.forward(store, latents, rows, training);
  }

  @Override
  public NDArray loss(
      ParameterStore store, NDArray latents, NDArray images, MaskPlan masks, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray predicted = predict(store, latents, images.getShape().get(2), training);
      return scope.keep(loss(images, predicted, masks));
    }
  }

  /**
   * Computes the loss of predicted images: the sum of absolute errors over the hidden pixels,
   * divided by their number and by the number of channels.
   *
   * @param images normalised images, (B, c, H, W), float32
   * @param predicted predicted images, (B, c, H, W), float32
   * @param masks one mask for all images or one for each
   * @return the loss, a scalar
   * @throws IllegalArgumentException if the masks hide nothing
   */
  public static NDArray loss(NDArray images, NDArray predicted, MaskPlan masks) {
    if (masks.masks().stream().allMatch(mask -> mask.maskedCount() == 0)) {
      throw new IllegalArgumentException("mask: expected at least one hidden patch, got none");
    }
    Shape shape = images.getShape();
    double sharing = (double) shape.get(0) / masks.masks().size();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray hidden = HiddenPixels.of(images, masks);
      NDArray errors = images.sub(predicted).abs().mul(hidden).sum();
      NDArray pixels = Numbers.add(Scaling.scale(hidden.sum(), sharing), EPS);
      return scope.keep(Scaling.scale(errors.div(pixels), 1.0 / shape.get(1)));
    }
  }

  @Override
  public Reconstruction reconstruct(ParameterStore store, NDArray images, MaskPlan masks) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encode(store, images, masks, false);
      NDArray predicted = predict(store, latents, images.getShape().get(2), false);
      NDArray hidden = HiddenPixels.of(images, masks);
      return Reconstruction.of(images, predicted, hidden).keptBy(scope);
    }
  }
}
