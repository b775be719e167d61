package io.greenmim.train.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.ParameterGroup;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.PassLoss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's parameters on one device, their optimiser, and the passes of a step there. */
final class Replica implements AutoCloseable {

  private final NDManager manager;
  private final Map<Parameter, NDArray> values;
  private final Precision precision;
  private final AdamW optimiser;

  /** Owns what lives for one step: leaves, gradients, losses. */
  private NDManager step;

  private Leaves leaves;
  private NDArray flat;
  private final Map<Parameter, NDArray> gradients = new HashMap<>();

  /**
   * Makes a replica of the parameters of a model.
   *
   * @param values their values on the device of the manager, which is the replica's own
   */
  private Replica(
      NDManager manager, Map<Parameter, NDArray> values, Precision precision, Moves moves) {
    this.manager = manager;
    this.values = values;
    this.precision = precision;
    optimiser = new AdamW(moves.settings(), manager, moves.parameters(), moves.rule(), values::get);
  }

  /** How the parameters of a model move, which they have by name. */
  record Moves(
      AdamW.Settings settings, Map<String, Parameter> parameters, ParameterGroup.Rule rule) {}

  /** The replica that uses the model's own parameters. */
  static Replica original(NDManager parent, Device device, Precision precision, Moves moves) {
    Map<Parameter, NDArray> values = new HashMap<>();
    moves.parameters().values().forEach(each -> values.put(each, each.getArray()));
    return new Replica(parent.newSubManager(device), values, precision, moves);
  }

  /** A replica with parameters of its own, which start as copies. */
  static Replica copy(NDManager parent, Device device, Precision precision, Moves moves) {
    NDManager manager = parent.newSubManager(device);
    Map<Parameter, NDArray> values = new HashMap<>();
    for (Parameter parameter : moves.parameters().values()) {
      NDArray value = manager.zeros(parameter.getShape(), parameter.getArray().getDataType());
      Autograd.copy(parameter.getArray(), value);
      values.put(parameter, value);
    }
    return new Replica(manager, values, precision, moves);
  }

  /**
   * The parameters as autograd sees them during one step: the same memory, with gradients that are
   * freed with the step. A parameter's own gradient would stay until the next step, beside all that
   * the forward pass keeps, and each product would be added to it instead of becoming it.
   */
  static final class Leaves implements AutoCloseable {

    private final NDManager manager;
    private final Map<Parameter, NDArray> leaves = new HashMap<>();

    /**
     * Makes the leaves of a step, without gradients.
     *
     * @param parent manager on the device
     * @param values the parameters' values there; those that are frozen are taken as they are
     */
    Leaves(NDManager parent, Map<Parameter, NDArray> values) {
      manager = parent.newSubManager();
      values.forEach(
          (parameter, value) ->
              leaves.put(parameter, parameter.requiresGradient() ? leaf(value) : value));
    }

    private NDArray leaf(NDArray value) {
      NDArray leaf = value.stopGradient();
      leaf.attach(manager);
      leaf.setRequiresGradient(true);
      // A step is longer than the scope of whoever takes it may be.
      NDScope.unregister(leaf);
      return leaf;
    }

    /** The leaf of a parameter. */
    NDArray of(Parameter parameter) {
      return leaves.get(parameter);
    }

    /** Frees the gradients. */
    @Override
    public void close() {
      manager.close();
    }
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

  /** Runs a batch forward and backward. */
  @FunctionalInterface
  interface Work {

    PassLoss run(ParameterStore store, NDManager manager) throws DivergedException;
  }

  /** The optimiser of the parameters on this device. */
  AdamW optimiser() {
    return optimiser;
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
   * Runs a pass, which adds to the gradients on this device.
   *
   * @return the loss, until {@link #release}
   */
  PassLoss pass(Work work) throws DivergedException {
    try (NDManager pass = step.newSubManager();
        Autograd.Paused paused = Autograd.pause()) {
      PassLoss loss = work.run(new LeafStore(pass, leaves, precision), pass);
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

  /**
   * Moves the weights by the gradients. It counts once the optimiser is advanced.
   *
   * @param skip a scalar on any device: 1 if nothing is to move, else 0
   */
  void update(double learningRate, NDArray skip) {
    NDArray here = skip.toDevice(manager.getDevice(), false);
    optimiser.update(learningRate, this::gradient, here);
  }

  @Override
  public void close() {
    manager.close();
  }
}
