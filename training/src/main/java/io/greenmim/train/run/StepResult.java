package io.greenmim.train.run;

import io.greenmim.train.report.SkippedStep;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.task.Loss;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a step did.
 *
 * @param step number of steps taken, this one counted in
 * @param epoch number of the epoch, from 1
 * @param loss mean loss of the step's batches and its parts
 * @param gradNorm global norm of the gradient before it was limited; empty where none was computed
 * @param learningRate learning rate of the step
 * @param images images of the step
 * @param seconds wall time of the step, waiting for data counted in
 * @param waitedSeconds time that the step waited for data
 * @param fault what was not finite, for a step that therefore changed nothing
 * @param skipped such steps of the run so far, this one counted in
 * @param runSeconds seconds that the run took until now, over all resumptions
 */
public record StepResult(
    long step,
    long epoch,
    Loss loss,
    OptionalDouble gradNorm,
    double learningRate,
    int images,
    double seconds,
    double waitedSeconds,
    Optional<String> fault,
    long skipped,
    double runSeconds) {

  /**
   * Returns the numbers of a step that moved the weights.
   *
   * @param residentMegabytes resident memory of the process in units of 10^6 bytes
   * @return its metrics
   * @throws IllegalArgumentException if the step was skipped
   */
  public StepMetrics metrics(long residentMegabytes) {
    return new StepMetrics(
        step,
        Math.toIntExact(epoch),
        loss.total(),
        learningRate,
        images / seconds,
        gradNorm,
        runSeconds,
        residentMegabytes,
        loss.parts());
  }

  /**
   * Returns the record of a step that changed nothing.
   *
   * @return its record
   * @throws java.util.NoSuchElementException if the step moved the weights
   */
  public SkippedStep skip() {
    return new SkippedStep(
        step, Math.toIntExact(epoch), fault.orElseThrow(), learningRate, skipped);
  }
}
