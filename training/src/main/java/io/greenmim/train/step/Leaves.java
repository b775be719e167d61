package io.greenmim.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import java.util.HashMap;
import java.util.Map;

/**
 * A device's parameters as autograd sees them during one step: the same memory, with gradients that
 * are freed with the step. A parameter's own gradient would stay until the next step, beside all
 * that the forward pass keeps, and each product would be added to it instead of becoming it.
 */
final class Leaves implements AutoCloseable {

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
