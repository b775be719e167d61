package io.greenmim.train.config;

import io.greenmim.config.MimConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.config.Variants;

/**
 * The published values of a method, which hold where the user gives none.
 *
 * @param maskRatio share of hidden patches
 * @param minScale smallest share of an image in a random crop
 * @param warmupShare warm-up as a share of the epochs
 * @param baseLearningRate learning rate for an effective batch of 256
 * @param floorShare learning rate at the end as a share of the peak
 * @param beta2 decay of AdamW's second moment
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 */
public record PretrainRecipe(
    double maskRatio,
    double minScale,
    double warmupShare,
    double baseLearningRate,
    double floorShare,
    double beta2,
    double clipNorm) {

  /** Decoupled weight decay of both methods. */
  public static final double WEIGHT_DECAY = 0.05;

  /** Decay of AdamW's first moment in both methods. */
  public static final double BETA1 = 0.9;

  /** The published rate of Swin-B and Twins-L, for effective batches of 2048 and more. */
  private static final double GREENMIM_RATE = 1.5e-4;

  /** 2e-4 for 512 images, as the recipe of 100 epochs has it. */
  private static final double SIMMIM_RATE = 1e-4;

  /** Nano is for small data on small machines: batches of some dozens of images. */
  private static final double NANO_RATE = 4e-3;

  private static final int NANO_DIM = 32;

  /**
   * Returns the recipe of a method.
   *
   * @param method the method
   * @param variant name of the encoder's variant
   * @return its published values; for nano, which nobody published, a larger learning rate
   * @throws IllegalArgumentException if there is no such variant
   */
  public static PretrainRecipe of(PretrainMethod method, String variant) {
    boolean nano = Variants.swin(variant).embedDim() <= NANO_DIM;
    return switch (method) {
      case GREENMIM ->
          new PretrainRecipe(
              MimConfig.published().maskRatio(),
              0.2,
              1.0 / 20,
              nano ? NANO_RATE : GREENMIM_RATE,
              0,
              0.95,
              0);
      case SIMMIM ->
          new PretrainRecipe(
              SimMimConfig.published().maskRatio(),
              0.67,
              1.0 / 10,
              nano ? NANO_RATE : SIMMIM_RATE,
              0.05,
              0.999,
              5);
    };
  }

  /**
   * Returns how weights move without any option.
   *
   * @param effectiveBatch images of an optimiser step
   * @return the published values
   */
  public OptimiserOptions optimiser(int effectiveBatch) {
    UpdateOptions update = new UpdateOptions(WEIGHT_DECAY, BETA1, beta2, clipNorm, 0);
    OptimiserOptions options = new OptimiserOptions(baseLearningRate, 0, update);
    double floor = floorShare * options.peakLearningRate(effectiveBatch);
    return new OptimiserOptions(baseLearningRate, floor, update);
  }
}
