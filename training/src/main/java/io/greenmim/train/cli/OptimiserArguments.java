package io.greenmim.train.cli;

import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.UpdateOptions;
import picocli.CommandLine.Option;

/** How weights move. An option that is not given gets the method's published value. */
final class OptimiserArguments {

  @Option(
      names = "--base-lr",
      description =
          "Learning rate for an effective batch of 256. Default: 1.5e-4, 1e-4 for simmim, as"
              + " published; 4e-3 for nano, whose batches are small.")
  private Double baseLearningRate;

  @Option(
      names = "--min-lr",
      description = "Learning rate at the end. Default: 0; a twentieth of the peak for simmim.")
  private Double minLearningRate;

  @Option(
      names = "--weight-decay",
      description = "Decay of matrices and kernels. Default: " + PretrainRecipe.WEIGHT_DECAY + ".")
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
    OptimiserOptions published = recipe.optimiser(effectiveBatch);
    baseLearningRate = baseLearningRate == null ? published.baseLearningRate() : baseLearningRate;
    weightDecay = weightDecay == null ? published.update().weightDecay() : weightDecay;
    beta1 = beta1 == null ? published.update().beta1() : beta1;
    beta2 = beta2 == null ? published.update().beta2() : beta2;
    clipNorm = clipNorm == null ? published.update().clipNorm() : clipNorm;
    UpdateOptions update = new UpdateOptions(weightDecay, beta1, beta2, clipNorm, 0);
    OptimiserOptions given = new OptimiserOptions(baseLearningRate, 0, update);
    minLearningRate =
        minLearningRate == null
            ? recipe.floorShare() * given.peakLearningRate(effectiveBatch)
            : minLearningRate;
    return new OptimiserOptions(baseLearningRate, minLearningRate, update);
  }
}
