package io.greenmim.train.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's parameters on one device, and forward and backward passes there. */
final class Replica implements AutoCloseable {

  private final NDManager manager;
  private final Map<Parameter, NDArray> values;
  private final Precision precision;

  /** Owns what lives for one step: leaves, gradients, losses. */
  private NDManager step;

  private Leaves leaves;
  private NDArray flat;
  private final Map<Parameter, NDArray> gradients = new HashMap<>();

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

  /** The manager of this device. */
  NDManager manager() {
    return manager;
  }

  /** The value of a parameter on this device. */
  NDArray value(Parameter parameter) {
    return values.get(parameter);
  }

  /** Starts a step, without gradients. */
  void begin() {
    release();
    step = manager.newSubManager();
    leaves = new Leaves(step, values);
  }

  /** Frees what the step left. */
  void release() {
    if (step != null) {
      gradients.clear();
      flat = null;
      leaves = null;
      step.close();
      step = null;
    }
  }

  /**
   * Adds the gradient of a batch's loss, times a weight, to the gradients on this device. Nothing
   * is read by the host but what the task decides there.
   *
   * @return the loss, until {@link #release}
   */
  <B> PassLoss accumulate(Task<B> task, B batch, DataParallel.Settings settings)
      throws DivergedException {
    try (NDManager pass = step.newSubManager();
        Autograd.Paused paused = Autograd.pause()) {
      PassLoss loss =
          task.accumulate(
              batch,
              new Pass(
                  new LeafStore(pass, leaves, precision),
                  pass,
                  settings.weight(),
                  settings.recompute(),
                  settings.noiseSeed(),
                  settings.phases()));
      keep(loss.values());
      return loss;
    }
  }

  private void keep(NDArray array) {
    array.attach(step);
    // A step is longer than the scope of whoever takes it may be.
    NDScope.unregister(array);
  }

  /** Ends the passes of a step: the gradients stay where the backward passes left them. */
  void gather(List<Parameter> moving) {
    for (Parameter parameter : moving) {
      NDArray gradient = leaves.of(parameter).getGradient();
      keep(gradient);
      gradients.put(parameter, gradient);
    }
  }

  /**
   * Ends the passes of a step: the gradients move into one array, in order. A parameter that no
   * pass has reached has zeros there.
   */
  void gatherFlat(List<Parameter> moving) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDList parts = new NDList();
      moving.forEach(parameter -> parts.add(leaves.of(parameter).getGradient().flatten()));
      flat = NDArrays.concat(parts);
      keep(flat);
    }
    leaves.close();
    long start = 0;
    for (Parameter parameter : moving) {
      NDArray value = values.get(parameter);
      long end = start + value.size();
      try (NDArray part = flat.get(new NDIndex("{}:{}", start, end))) {
        NDArray gradient = part.reshape(value.getShape());
        keep(gradient);
        gradients.put(parameter, gradient);
      }
      start = end;
    }
  }

  /** All gradients in one array of the step, after {@link #gatherFlat}. */
  NDArray flat() {
    return flat;
  }

  /** The gradient of a parameter that moves, until {@link #release}. */
  NDArray gradient(Parameter parameter) {
    return gradients.get(parameter);
  }

  @Override
  public void close() {
    manager.close();
  }
}
