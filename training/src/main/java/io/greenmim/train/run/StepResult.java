package io.greenmim.train.run;

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
    Optional<String> fault) {}
