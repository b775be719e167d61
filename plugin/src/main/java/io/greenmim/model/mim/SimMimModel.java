package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.BatchMask;
import io.greenmim.masking.ImageMasks;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.InitialWeights;
import io.greenmim.model.MaskTokenEncoder;
import io.greenmim.model.Segment;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * SimMIM, masked image modelling with mask tokens (Xie et al., 2021, section 3): a dense encoder, a
 * linear head and the mean absolute error on the hidden pixels.
 *
 * <p>Every image of a batch has a mask of its own. Float32; works on the device of its input.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), uint8, or the loss, a scalar
 */
public final class SimMimModel extends ParameterBlock implements MaskedImageModel {

  /** Added to the number of hidden pixels, as published. */
  private static final float EPS = 1e-5f;

  private final SimMimConfig config;
  private final SimMimEncoder encoder;
  private final PixelShuffleHead head;
  private final int stride;

  /**
   * Makes a model without weights.
   *
   * @param encoder the encoder
   * @param config its masks
   */
  public SimMimModel(MaskTokenEncoder encoder, SimMimConfig config) {
    this.config = config;
    this.encoder = addChildBlock("encoder", new SimMimEncoder(encoder));
    List<FeatureSpec> maps = encoder.featureSpecs();
    FeatureSpec last = maps.get(maps.size() - 1);
    stride = last.stride();
    head =
        addChildBlock(
            "decoder.0", new PixelShuffleHead(last.channels(), encoder.inChannels(), stride));
  }

  @Override
  public int maskPatch() {
    return config.maskPatch();
  }

  @Override
  public double maskRatio() {
    return config.maskRatio();
  }

  @Override
  public boolean normalisesTarget() {
    return false;
  }

  @Override
  public InitialWeights publishedWeights() {
    return InitialWeights.SWIN;
  }

  @Override
  public int masksFor(int images) {
    return images;
  }

  @Override
  public MaskPlanner planner(GroupingMode mode) {
    return ImageMasks::new;
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
  public NDArray encode(ParameterStore store, NDArray images, BatchMask masks, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray hidden = HiddenPixels.tokens(images, masks, encoder.encoder().patchSize());
      return scope.keep(encoder.encode(store, images, hidden, training));
    }
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
  public List<Segment> lossSegments(
      ParameterStore store, NDArray images, BatchMask masks, boolean training) {
    int patch = encoder.encoder().patchSize();
    Supplier<NDArray> hidden = () -> HiddenPixels.tokens(images, masks, patch);
    List<Segment> segments = new ArrayList<>(encoder.segments(store, images, hidden, training));
    segments.add(
        latents -> {
          try (ArrayScope scope = new ArrayScope()) {
            NDArray predicted = predict(store, latents, images.getShape().get(2), training);
            return scope.keep(loss(images, predicted, masks));
          }
        });
    return segments;
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
  public static NDArray loss(NDArray images, NDArray predicted, BatchMask masks) {
    if (masks.masks().stream().allMatch(mask -> mask.maskedCount() == 0)) {
      throw new IllegalArgumentException("mask: expected at least one hidden patch, got none");
    }
    Shape shape = images.getShape();
    double sharing = (double) shape.get(0) / masks.masks().size();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray hidden = HiddenPixels.of(images, masks);
      NDArray errors = images.sub(predicted).abs().mul(hidden).sum();
      NDArray pixels = Scaling.scale(hidden.sum(), sharing).add(EPS);
      return scope.keep(Scaling.scale(errors.div(pixels), 1.0 / shape.get(1)));
    }
  }

  @Override
  public Reconstruction reconstruct(ParameterStore store, NDArray images, BatchMask masks) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encode(store, images, masks, false);
      NDArray predicted = predict(store, latents, images.getShape().get(2), false);
      NDArray hidden = HiddenPixels.of(images, masks);
      return Reconstruction.of(images, predicted, hidden).keptBy(scope);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (params != null && params.get(PLAN) instanceof BatchMask masks) {
      return new NDList(loss(store, inputs.head(), masks, training));
    }
    if (inputs.size() == 1) {
      return encoder.forward(store, inputs, training, params);
    }
    checkInputs(inputs.size(), 2);
    BatchMask mask = new ImageMasks(List.of(MaskInput.read(inputs.get(1))));
    return reconstruct(store, inputs.get(0), mask).toList();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.length == 1
        ? encoder.getOutputShapes(inputShapes)
        : new Shape[] {inputShapes[0], inputShapes[0]};
  }
}
