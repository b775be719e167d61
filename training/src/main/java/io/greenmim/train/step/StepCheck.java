package io.greenmim.train.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.greenmim.train.task.Loss;
import io.greenmim.train.task.PassLoss;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a step counts, which the device finds out by itself: the losses of its passes, the norm
 * of the gradient and whether all of them are finite lie in one array, which the host reads once,
 * after the update.
 */
final class StepCheck {

  private final List<PassLoss> losses;
  private final NDArray norm;
  private final NDArray skip;
  private final NDArray numbers;

  private StepCheck(List<PassLoss> losses, NDArray norm, NDArray skip, NDArray numbers) {
    this.losses = losses;
    this.norm = norm;
    this.skip = skip;
    this.numbers = numbers;
  }

  /**
   * Checks a step. The arrays belong to the scope of the caller.
   *
   * @param losses losses of its passes, on any device; at least one
   * @param norm norm of the gradient, a scalar on the first device
   */
  static StepCheck of(List<PassLoss> losses, NDArray norm) {
    Device device = norm.getDevice();
    NDList parts = new NDList();
    losses.forEach(loss -> parts.add(loss.values().toDevice(device, false)));
    NDArray values = NDArrays.concat(parts);
    // A sum is finite only if everything in it is: infinities of two signs give no number.
    NDArray sum = values.sum().add(norm);
    NDArray skip = sum.isNaN().logicalOr(sum.isInfinite()).toType(DataType.FLOAT32, false);
    NDArray numbers = NDArrays.concat(new NDList(values, norm.reshape(1), skip.reshape(1)));
    return new StepCheck(losses, norm, skip, numbers);
  }

  /** Norm of the gradient, a scalar on the first device. */
  NDArray norm() {
    return norm;
  }

  /** A scalar on the first device, float32: 1 if the step is to change nothing, else 0. */
  NDArray skip() {
    return skip;
  }

  /** Waits for the devices and reads what the step came to. */
  Trainee.Outcome read() {
    float[] read = numbers.toFloatArray();
    Loss loss = Loss.ZERO;
    int first = 0;
    for (PassLoss pass : losses) {
      loss = loss.plus(pass.at(read, first), 1.0 / losses.size());
      first += Math.toIntExact(pass.values().size());
    }
    float norm = read[first];
    return new Trainee.Outcome(loss, OptionalDouble.of(norm), fault(loss, norm, read[first + 1]));
  }

  private static Optional<String> fault(Loss loss, float norm, float skipped) {
    if (skipped == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Double.isFinite(loss.total())
            ? "the norm of the gradient is " + norm
            : "the loss is " + loss.text());
  }
}
