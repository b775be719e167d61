package io.greenmim.bench;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.MaskPlan;

/** Counts the work of a model for one image, from the plan where there is one. */
public final class FlopCounter {

  /** Hidden channels of the decoder's feed-forward networks for each of its channels. */
  private static final int DECODER_RATIO = 4;

  private final ModelConfig config;

  /**
   * Makes a counter.
   *
   * @param config the model, made for the size of the images
   */
  public FlopCounter(ModelConfig config) {
    this.config = config;
  }

  /**
   * Counts the work of a pre-training pass.
   *
   * @param plan what the model's planner made
   * @return operations of one image
   * @throws IllegalArgumentException if the model is not one of masked image modelling
   */
  public FlopCount masked(MaskPlan plan) {
    if (config.head() instanceof MimConfig mim) {
      return FlopCount.of(encoder().work(plan)).plus(decoder(mim, plan.masks().get(0)));
    }
    if (config.head() instanceof SimMimConfig) {
      return dense().plus(head());
    }
    throw new IllegalArgumentException(
        "expected a model of masked image modelling, got " + config.kind().description());
  }

  /**
   * Counts the work of the encoder over all patches.
   *
   * @return operations of one image
   */
  public FlopCount dense() {
    int side = config.encoder().imageSize();
    return FlopCount.of(encoder().work(side, side));
  }

  private Encoder encoder() {
    return Backbones.newEncoder(config.encoder(), EncoderUse.POOLED);
  }

  private FlopCount decoder(MimConfig mim, PatchMask mask) {
    double dim = mim.decoderDim();
    double visible = mask.visibleCount();
    double hidden = mask.maskedCount();
    double all = visible + hidden;
    double embed = visible * config.encoder().featureDim() * dim;
    double block = all * (4 + 2 * DECODER_RATIO) * dim * dim + 2 * all * all * dim;
    double pixels = (double) mim.maskPatch() * mim.maskPatch() * config.encoder().inChannels();
    double work = embed + mim.decoderDepth() * block + hidden * dim * pixels;
    return new FlopCount(0, 0, 0, 0, 2 * work, 0, 0);
  }

  private FlopCount head() {
    EncoderConfig encoder = config.encoder();
    double stride = encoder.stride();
    double side = encoder.imageSize() / stride;
    double pixels = stride * stride * encoder.inChannels();
    return new FlopCount(0, 0, 0, 0, 0, 2 * side * side * encoder.featureDim() * pixels, 0);
  }
}
