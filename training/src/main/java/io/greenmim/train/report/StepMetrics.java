package io.greenmim.train.report;

import io.greenmim.config.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What was measured at one optimiser step.
 *
 * @param step number of the step in the run, from 1
 * @param epoch number of the epoch the step belongs to, from 1
 * @param loss training loss of the step, finite
 * @param learningRate learning rate that the step used, finite, not negative
 * @param imagesPerSecond training speed, finite, not negative
 * @param gradNorm global norm of the gradients before clipping, finite, not negative; empty if it
 *     was not computed
 * @param seconds training time from the run's start to the end of this step, summed over resumes
 * @param residentMegabytes resident memory of the process in units of 10^6 bytes
 * @param losses parts of the loss by name, finite, in order; empty for a loss of one part
 */
public record StepMetrics(
    long step,
    int epoch,
    double loss,
    double learningRate,
    double imagesPerSecond,
    OptionalDouble gradNorm,
    double seconds,
    long residentMegabytes,
    Map<String, Double> losses) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is outside its range
   */
  public StepMetrics {
    Objects.requireNonNull(gradNorm, "gradNorm");
    requirePositive("step", step);
    requirePositive("epoch", epoch);
    Checks.that(Double.isFinite(loss), "loss: expected a finite number, got %s", loss);
    requireNotNegative("learningRate", learningRate);
    requireNotNegative("imagesPerSecond", imagesPerSecond);
    gradNorm.ifPresent(norm -> requireNotNegative("gradNorm", norm));
    requireNotNegative("seconds", seconds);
    requireNotNegative("residentMegabytes", (double) residentMegabytes);
    losses.forEach(
        (name, value) -> {
          Checks.that(Double.isFinite(value), "%s: expected a finite number, got %s", name, value);
        });
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }

  /**
   * Returns the numbers of the step under the names of TensorBoard's curves.
   *
   * @return {@code loss}, {@code loss/<part>}, {@code learning_rate}, {@code images_per_second},
   *     {@code resident_megabytes}, and {@code grad_norm} if it was computed
   */
  public Map<String, Double> scalars() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("loss", loss);
    losses.forEach((name, value) -> scalars.put("loss/" + name, value));
    scalars.put("learning_rate", learningRate);
    scalars.put("images_per_second", imagesPerSecond);
    scalars.put("resident_megabytes", (double) residentMegabytes);
    gradNorm.ifPresent(norm -> scalars.put("grad_norm", norm));
    return scalars;
  }

  private static void requirePositive(String name, long value) {
    Checks.that(value >= 1, "%s: expected at least 1, got %s", name, value);
  }

  private static void requireNotNegative(String name, double value) {
    Checks.that(
        value >= 0 && Double.isFinite(value),
        "%s: expected a finite number, not negative, got %s",
        name,
        value);
  }
}
