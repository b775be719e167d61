package io.greenmim.train.config;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.masking.MaskSharing;

/**
 * The published values of a method, which hold where the user gives none.
 *
 * @param maskRatio share of hidden patches
 * @param masks which images hide the same patches
 * @param minScale smallest share of an image in a random crop
 * @param warmupShare warm-up as a share of the epochs
 * @param rate how the learning rate runs
 * @param beta2 decay of AdamW's second moment
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 */
public record PretrainRecipe(
    double maskRatio,
    MaskSharing masks,
    double minScale,
    double warmupShare,
    Rate rate,
    double beta2,
    double clipNorm) {

  /** Decoupled weight decay of all methods. */
  public static final double WEIGHT_DECAY = 0.05;

  /** Decay of AdamW's first moment in all methods. */
  public static final double BETA1 = 0.9;

  /** Epochs from which on the recipes of 800 epochs hold. */
  public static final int LONG_RUN = 800;

  /**
   * How the learning rate runs.
   *
   * @param base learning rate for an effective batch of 256
   * @param schedule how it falls
   * @param floorShare learning rate at the end of a cosine as a share of the peak
   */
  public record Rate(double base, RateSchedule schedule, double floorShare) {

    /** Effective batch that the base rate is given for. */
    private static final double BASE_BATCH = 256;

    /**
     * Returns the rate after the warm-up: the base rate scaled by the effective batch (Goyal et
     * al., 2017).
     *
     * @param effectiveBatch images of an optimiser step over all devices and accumulated passes
     * @return base rate x effective batch / 256
     */
    public double peak(int effectiveBatch) {
      return base * effectiveBatch / BASE_BATCH;
    }
  }

  /**
   * Returns the recipe of a method.
   *
   * @param method the method
   * @param variant name of the encoder's variant
   * @param epochs length of the run: those of 800 epochs have recipes of their own
   * @return its published values; for nano, which nobody published, a larger learning rate
   * @throws IllegalArgumentException if there is no such variant
   */
  public static PretrainRecipe of(PretrainMethod method, String variant, int epochs) {
    Variant.PretrainRates rates = Backbones.variant(variant).rates();
    boolean longRun = epochs >= LONG_RUN;
    return switch (method) {
      case GREENMIM, FCMAE ->
          new PretrainRecipe(
              method == PretrainMethod.FCMAE
                  ? FcmaeConfig.published().maskRatio()
                  : MimConfig.published().maskRatio(),
              method == PretrainMethod.FCMAE ? MaskSharing.IMAGE : MaskSharing.BATCH,
              0.2,
              rates.greenWarmup(),
              new Rate(longRun ? rates.greenLong() : rates.green(), RateSchedule.COSINE, 0),
              0.95,
              0);
      case SIMMIM ->
          new PretrainRecipe(
              SimMimConfig.published().maskRatio(),
              MaskSharing.IMAGE,
              0.67,
              longRun ? 1.0 / 80 : 1.0 / 10,
              longRun
                  ? new Rate(rates.simMimLong(), RateSchedule.STEP, 0)
                  : new Rate(rates.simMim(), RateSchedule.COSINE, 0.05),
              0.999,
              5);
    };
  }

  /**
   * Returns how a step moves the weights without any option.
   *
   * @return the published values
   */
  public UpdateOptions update() {
    return new UpdateOptions(WEIGHT_DECAY, BETA1, beta2, clipNorm, 0, 1);
  }
}
