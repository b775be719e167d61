package io.greenmim.cli;

import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.RateSchedule;
import io.greenmim.train.config.UpdateOptions;
import picocli.CommandLine.Option;

/** How weights move. An option that is not given gets the method's published value. */
final class OptimiserArguments {

  @Option(
      names = "--base-lr",
      description =
          "Learning rate for an effective batch of 256. Default, as published: 1.5e-4, from 800"
              + " epochs on 1e-4 for base with window 7 and for large; for simmim 1e-4, from 800"
              + " epochs on 5e-5. 4e-3 for nano, whose batches are small.")
  private Double baseLearningRate;

  @Option(
      names = "--schedule",
      description =
          "How the learning rate falls: cosine, or step (a tenth after seven eighths). Default:"
              + " cosine; step for simmim from 800 epochs on.")
  private RateSchedule schedule;

  @Option(
      names = "--min-lr",
      description =
          "Learning rate at the end of the cosine. Default: 0; a twentieth of the peak for simmim.")
  private Double minLearningRate;

  @Option(
      names = "--weight-decay",
      description =
          "Decay of matrices and kernels, for simmim of tables of relative positions too. Default: "
              + PretrainRecipe.WEIGHT_DECAY
              + ".")
  private Double weightDecay;

  @Option(
      names = "--beta1",
      description = "Decay of AdamW's first moment. Default: " + PretrainRecipe.BETA1 + ".")
  private Double beta1;

  @Option(
      names = "--beta2",
      description = "Decay of AdamW's second moment. Default: 0.95; 0.999 for simmim.")
  private Double beta2;

  @Option(
      names = "--clip-norm",
      description = "Largest global norm of the gradient; 0 for none. Default: 0; 5 for simmim.")
  private Double clipNorm;

  /**
   * Fills in what the user did not give, so that the options in force are seen in the fields.
   *
   * @param recipe published values of the method
   * @param effectiveBatch images of an optimiser step
   * @return how weights move
   */
  OptimiserOptions resolve(PretrainRecipe recipe, int effectiveBatch) {
    UpdateOptions published = recipe.update();
    baseLearningRate = baseLearningRate == null ? recipe.rate().base() : baseLearningRate;
    schedule = schedule == null ? recipe.rate().schedule() : schedule;
    weightDecay = weightDecay == null ? published.weightDecay() : weightDecay;
    beta1 = beta1 == null ? published.beta1() : beta1;
    beta2 = beta2 == null ? published.beta2() : beta2;
    clipNorm = clipNorm == null ? published.clipNorm() : clipNorm;
    UpdateOptions update = new UpdateOptions(weightDecay, beta1, beta2, clipNorm, 0);
    OptimiserOptions given = new OptimiserOptions(baseLearningRate, 0, schedule, update);
    if (minLearningRate == null && schedule == RateSchedule.COSINE) {
      minLearningRate = recipe.rate().floorShare() * given.peakLearningRate(effectiveBatch);
    }
    return minLearningRate == null
        ? given
        : new OptimiserOptions(baseLearningRate, minLearningRate, schedule, update);
  }
}
