package io.greenmim.cli.detect;

import io.greenmim.config.SwinConfig;
import io.greenmim.detect.train.DetectorOptions;
import io.greenmim.detect.train.ScheduleName;
import io.greenmim.train.config.Expect;
import io.greenmim.train.config.UpdateOptions;
import picocli.CommandLine.Option;

/** The options that say how the weights of a detector move. */
final class RateArguments {

  @Option(
      names = "--lr",
      defaultValue = "1e-4",
      description = "Learning rate. Default: ${DEFAULT-VALUE}, published for steps of 16 images.")
  private double peak;

  @Option(
      names = "--warmup-steps",
      defaultValue = "500",
      description = "Steps of the linear warm-up. Default: ${DEFAULT-VALUE}.")
  private long warmupSteps;

  @Option(
      names = "--layer-decay",
      defaultValue = "1",
      description =
          "Factor of the learning rate from a layer of the encoder to the one before. Default:"
              + " ${DEFAULT-VALUE}.")
  private double layerDecay;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.05",
      description =
          "Weight decay of all but norms and position bias tables. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(names = "--beta1", defaultValue = "0.9", description = "Default: ${DEFAULT-VALUE}.")
  private double beta1;

  @Option(names = "--beta2", defaultValue = "0.999", description = "Default: ${DEFAULT-VALUE}.")
  private double beta2;

  @Option(
      names = "--clip-norm",
      defaultValue = "0",
      description = "Largest norm of the gradient; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  private double clipNorm;

  @Option(
      names = "--ema",
      defaultValue = "0",
      description =
          "Decay of the moving average of the weights, 0.999 say, which is evaluated and kept as"
              + " the best; 0 for none. Default: ${DEFAULT-VALUE}.")
  private double averageDecay;

  @Option(
      names = "--drop-path",
      description = "Largest probability of stochastic depth. Default: that of the variant.")
  private Double dropPath;

  /** Gives the encoder its stochastic depth. */
  SwinConfig encoder(SwinConfig published) {
    dropPath = dropPath == null ? published.dropPath() : dropPath;
    return published.withDropPath(dropPath);
  }

  DetectorOptions.Rate resolve(ScheduleName schedule) {
    Expect.that(
        peak > 0 && Double.isFinite(peak), "--lr: expected a positive number, got %s", peak);
    Expect.atLeast("--warmup-steps", warmupSteps, 0);
    return new DetectorOptions.Rate(peak, schedule, warmupSteps, layerDecay);
  }

  UpdateOptions update() {
    return new UpdateOptions(weightDecay, beta1, beta2, clipNorm, averageDecay);
  }
}
