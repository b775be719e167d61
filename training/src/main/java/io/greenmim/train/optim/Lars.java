package io.greenmim.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * LARS (You et al., 2017, arXiv 1708.03888, algorithm 1) in the form that linear probes of masked
 * autoencoders are published with: a matrix moves in proportion to its norm, whatever the norm of
 * its gradient; vectors neither decay nor are they scaled; the momentum holds scaled gradients, and
 * the rate comes last.
 *
 * <p>Float32 momentum on the device of the parameters, without reading from it. Not thread-safe.
 */
public final class Lars {

  private final Settings settings;
  private final List<Slot> slots = new ArrayList<>();

  /**
   * Constants of the algorithm.
   *
   * @param momentum share of the momentum that a step keeps, in [0, 1)
   * @param weightDecay decay of matrices, added to their gradients
   * @param trust norm of a matrix's step relative to that of the matrix, at a rate of 1
   */
  public record Settings(double momentum, double weightDecay, double trust) {

    /** Those of published linear probes. */
    public static final Settings PUBLISHED = new Settings(0.9, 0, 0.001);
  }

  private record Slot(Parameter parameter, NDArray value, NDArray momentum) {

    boolean isMatrix() {
      return value.getShape().dimension() > 1;
    }
  }

  /**
   * Makes an optimiser without momentum.
   *
   * @param settings constants of the algorithm
   * @param manager manager that owns the momentum
   * @param parameters parameters by name; those that are frozen are left out
   */
  public Lars(Settings settings, NDManager manager, Map<String, Parameter> parameters) {
    this.settings = settings;
    for (Parameter parameter : parameters.values()) {
      if (parameter.requiresGradient()) {
        NDArray value = parameter.getArray();
        NDArray momentum = manager.zeros(value.getShape(), value.getDataType());
        slots.add(new Slot(parameter, value, momentum));
      }
    }
  }

  /**
   * Moves every parameter by its gradient.
   *
   * @param learningRate learning rate of this step
   * @param gradients gives the gradient of a parameter
   */
  public void update(double learningRate, Function<Parameter, NDArray> gradients) {
    try (Autograd.Paused paused = Autograd.pause()) {
      for (Slot slot : slots) {
        try (ArrayScope scope = new ArrayScope()) {
          NDArray gradient = gradients.apply(slot.parameter());
          NDArray change = slot.isMatrix() ? scaled(gradient, slot.value()) : gradient;
          slot.momentum().muli((float) settings.momentum()).addi(change);
          slot.value().subi(slot.momentum().mul((float) learningRate));
        }
      }
    }
  }

  /** The decayed gradient of a matrix; where a norm is 0, as it is. */
  private NDArray scaled(NDArray gradient, NDArray value) {
    NDArray decayed = gradient.add(value.mul((float) settings.weightDecay()));
    NDArray ofValue = value.norm();
    NDArray ofGradient = decayed.norm();
    NDArray ratio = ofValue.mul((float) settings.trust()).div(ofGradient);
    NDArray usable = ofValue.mul(ofGradient).gt(0);
    return decayed.mul(NDArrays.where(usable, ratio, ratio.onesLike()));
  }
}
