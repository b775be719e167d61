package io.greenmim.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss of a pass where it was computed: the host reads those of all passes of a step at once,
 * when there is nothing left to give to the devices.
 *
 * @param names names of the parts whose sum is the loss; none for a loss of one part
 * @param values the parts in this order, or the loss, (n), float32, without gradients
 */
public record PassLoss(List<String> names, NDArray values) {

  /**
   * Keeps a copy of the names.
   *
   * @throws IllegalArgumentException if names and values do not fit
   */
  public PassLoss {
    names = List.copyOf(names);
    if (values.size() != Math.max(1, names.size())) {
      throw new IllegalArgumentException(
          "loss: expected a value for each of %s, got %s".formatted(names, values.getShape()));
    }
  }

  /**
   * Makes a loss of one part.
   *
   * @param loss a scalar
   * @return the loss, an array of the scalar's memory
   */
  public static PassLoss of(NDArray loss) {
    try (NDArray alone = loss.stopGradient()) {
      return new PassLoss(List.of(), alone.reshape(1));
    }
  }

  /**
   * Makes a loss of several parts.
   *
   * @param parts scalars by name, in order
   * @return the loss
   */
  public static PassLoss of(Map<String, NDArray> parts) {
    try (NDArray stacked = NDArrays.stack(new NDList(parts.values()))) {
      return new PassLoss(List.copyOf(parts.keySet()), stacked.stopGradient());
    }
  }

  /**
   * Reads the loss; waits until the device has computed it.
   *
   * @return the loss
   */
  public Loss read() {
    return at(values.toFloatArray(), 0);
  }

  /**
   * Finds the loss among numbers of the host.
   *
   * @param numbers numbers that hold the values
   * @param first where they begin
   * @return the loss
   */
  public Loss at(float[] numbers, int first) {
    if (names.isEmpty()) {
      return Loss.of(numbers[first]);
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    double total = 0;
    for (String name : names) {
      double value = numbers[first + parts.size()];
      parts.put(name, value);
      total += value;
    }
    return new Loss(total, parts);
  }
}
