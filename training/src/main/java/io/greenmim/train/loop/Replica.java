package io.greenmim.train.loop;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's parameters on one device, and forward and backward passes there. */
final class Replica implements AutoCloseable {

  private final NDManager manager;
  private final Map<Parameter, NDArray> values;
  private final Precision precision;
  private Leaves leaves;

  private Replica(NDManager manager, Map<Parameter, NDArray> values, Precision precision) {
    this.manager = manager;
    this.values = values;
    this.precision = precision;
  }

  /** The replica that uses the model's own parameters. */
  static Replica original(
      NDManager parent, Device device, List<Parameter> parameters, Precision precision) {
    Map<Parameter, NDArray> values = new HashMap<>();
    parameters.forEach(parameter -> values.put(parameter, parameter.getArray()));
    return new Replica(parent.newSubManager(device), values, precision);
  }

  /** A replica with parameters of its own, which start as copies. */
  static Replica copy(
      NDManager parent, Device device, List<Parameter> parameters, Precision precision) {
    NDManager manager = parent.newSubManager(device);
    Map<Parameter, NDArray> values = new HashMap<>();
    for (Parameter parameter : parameters) {
      NDArray value = manager.zeros(parameter.getShape(), parameter.getArray().getDataType());
      Autograd.copy(parameter.getArray(), value);
      value.setRequiresGradient(parameter.requiresGradient());
      values.put(parameter, value);
    }
    return new Replica(manager, values, precision);
  }

  /** Gives a step's leaves of this replica. DJL's store shares memory between equal devices. */
  private static final class LeafStore extends PassStore {

    private final Leaves leaves;

    LeafStore(NDManager manager, Leaves leaves, Precision precision) {
      super(manager, precision);
      this.leaves = leaves;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return leaves.of(parameter);
    }
  }

  /** The value of a parameter on this device. */
  NDArray value(Parameter parameter) {
    return values.get(parameter);
  }

  /** What holds the gradient of a parameter on this device, from the first pass of a step on. */
  NDArray leaf(Parameter parameter) {
    return leaves.of(parameter);
  }

  /** Starts a step, without gradients. */
  void begin() {
    release();
    leaves = new Leaves(manager, values);
  }

  /** Frees the gradients of a step. */
  void release() {
    if (leaves != null) {
      leaves.close();
      leaves = null;
    }
  }

  /**
   * Adds the gradient of a batch's loss, times a weight, to the gradients on this device.
   *
   * @return the loss
   */
  <B> Loss accumulate(Objective<B> objective, B batch, DataParallel.Settings settings)
      throws DivergedException {
    try (NDManager step = manager.newSubManager()) {
      return objective.accumulate(
          batch,
          new Pass(
              new LeafStore(step, leaves, precision),
              step,
              settings.weight(),
              settings.recompute(),
              settings.noiseSeed(),
              settings.phases()));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
