package io.greenmim.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.config.Checks;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exponential moving average of weights over the steps (Polyak and Juditsky, 1992, in the form
 * that detectors and classifiers use): average = d average + (1 - d) weight, with a smaller d at
 * the beginning, min(d, (1 + t) / (10 + t)) at step t, so that the first weights do not linger.
 *
 * <p>Float32 on the device of the weights. Not thread-safe.
 */
public final class MovingAverage {

  private static final double RAMP = 10;

  private final double decay;
  private final Map<String, Parameter> parameters;
  private final Map<String, NDArray> averages = new LinkedHashMap<>();

  /**
   * Begins with the weights as they are.
   *
   * @param decay share of the average that a step keeps, in (0, 1)
   * @param manager manager that owns the averages
   * @param parameters parameters by name; those that are frozen are left out
   * @throws IllegalArgumentException if the decay is out of its range
   */
  public MovingAverage(double decay, NDManager manager, Map<String, Parameter> parameters) {
    Checks.that(decay > 0 && decay < 1, "decay: expected a number in (0, 1), got %s", decay);
    this.decay = decay;
    this.parameters = new LinkedHashMap<>(parameters);
    this.parameters.values().removeIf(parameter -> !parameter.requiresGradient());
    this.parameters.forEach(
        (name, parameter) -> {
          NDArray value = parameter.getArray();
          NDArray average = manager.zeros(value.getShape(), value.getDataType());
          Autograd.copy(value, average);
          averages.put(name, average);
        });
  }

  /**
   * Takes in the weights of a step.
   *
   * @param step number of the step, from 1
   * @param skip a scalar on the device of the weights: 1 leaves the averages as they are, 0 for an
   *     ordinary step
   */
  public void update(long step, NDArray skip) {
    double keep = Math.min(decay, (1 + step) / (RAMP + step));
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDArray share = Numbers.multiply(Numbers.add(skip.neg(), 1), (float) (1 - keep));
      averages.forEach(
          (name, average) -> {
            NDArray change = parameters.get(name).getArray().sub(average);
            average.addi(change.muli(share));
          });
    }
  }

  /** Exchanges weights and averages; a second exchange restores both. */
  public void exchange() {
    try (Autograd.Paused paused = Autograd.pause()) {
      averages.forEach(
          (name, average) -> {
            NDArray weight = parameters.get(name).getArray();
            try (NDArray held = weight.duplicate()) {
              Autograd.copy(average, weight);
              Autograd.copy(held, average);
            }
          });
    }
  }

  /** {@return averages by the names of their parameters} */
  public Map<String, NDArray> state() {
    return new LinkedHashMap<>(averages);
  }

  /**
   * Goes on from an earlier state.
   *
   * @param stored averages as {@link #state} gave them
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public void restore(Map<String, NDArray> stored) {
    averages.forEach(
        (name, average) -> {
          NDArray source = stored.get(name);
          Checks.that(
              source != null && source.getShape().equals(average.getShape()),
              "moving average: expected %s of shape %s, got %s",
              name,
              average.getShape(),
              source == null ? "none" : source.getShape());
          Autograd.copy(source, average);
        });
  }
}
