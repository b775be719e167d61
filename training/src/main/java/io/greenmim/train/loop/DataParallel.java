package io.greenmim.train.loop;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import java.util.ArrayList;
import java.util.List;

/**
 * One model on several devices of a process: every device computes gradients of its own batches,
 * the first one sums them and holds the weights that move.
 *
 * @param <B> type of the batches
 */
public final class DataParallel<B> implements AutoCloseable {

  /** More than a model has segments, which count up from the seed. */
  private static final int NOISE_SPACING = 101;

  private final Objective<B> objective;
  private final boolean recompute;
  private final List<Parameter> parameters;
  private final List<Replica> replicas = new ArrayList<>();

  /**
   * Copies the parameters of a model to devices.
   *
   * @param objective what is trained; the parameters lie on the first device
   * @param parameters its parameters; those that are frozen need no gradient
   * @param manager manager that owns the copies
   * @param placement the devices, one of which may be named twice, which is of use in tests only,
   *     and the precision
   */
  public DataParallel(
      Objective<B> objective, List<Parameter> parameters, NDManager manager, Placement placement) {
    this.objective = objective;
    this.recompute = placement.recompute();
    this.parameters = parameters.stream().filter(Parameter::requiresGradient).toList();
    replicas.add(Replica.original(manager, placement.first(), parameters, placement.precision()));
    List<Device> others = placement.devices().subList(1, placement.devices().size());
    for (Device device : others) {
      replicas.add(Replica.copy(manager, device, parameters, placement.precision()));
    }
  }

  /**
   * Returns the gradients of the parameters that move.
   *
   * @return arrays on the first device, until {@link #release}
   */
  public List<NDArray> gradients() {
    return parameters.stream().map(this::gradient).toList();
  }

  /**
   * Returns the gradient of a parameter.
   *
   * @param parameter a parameter that moves
   * @return an array on the first device, until {@link #release}; zeros if no loss depends on it
   */
  public NDArray gradient(Parameter parameter) {
    return replicas.get(0).leaf(parameter).getGradient();
  }

  /** Frees the gradients. */
  public void release() {
    replicas.forEach(Replica::release);
  }

  /**
   * Computes the gradient of the mean loss of batches on the first device.
   *
   * @param batches batches of equal size, dealt out to the devices in turn
   * @param noiseSeed seed of whatever is random inside the model
   * @param phases hears of the ends of the forward and backward passes
   * @return the mean loss
   * @throws DivergedException as {@link Objective#accumulate} does
   */
  public Loss accumulate(List<B> batches, int noiseSeed, PhaseListener phases)
      throws DivergedException {
    replicas.forEach(Replica::begin);
    double weight = 1.0 / batches.size();
    Loss loss = Loss.ZERO;
    for (int i = 0; i < batches.size(); i++) {
      Replica replica = replicas.get(i % replicas.size());
      Settings settings = new Settings(weight, recompute, noiseSeed + NOISE_SPACING * i, phases);
      loss = loss.plus(replica.accumulate(objective, batches.get(i), settings), weight);
      phases.ended(StepPhase.BACKWARD);
    }
    sumGradients();
    return loss;
  }

  /** What the passes of a step have in common, and the seed of one. */
  record Settings(double weight, boolean recompute, int noiseSeed, PhaseListener phases) {}

  private void sumGradients() {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      for (Replica replica : replicas.subList(1, replicas.size())) {
        for (Parameter parameter : parameters) {
          NDArray gradient = replica.leaf(parameter).getGradient();
          Autograd.addGradient(replicas.get(0).leaf(parameter), gradient);
        }
      }
    }
  }

  /** Copies the weights of the first device to the others. */
  public void broadcast() {
    for (Replica replica : replicas.subList(1, replicas.size())) {
      for (Parameter parameter : parameters) {
        Autograd.copy(parameter.getArray(), replica.value(parameter));
      }
    }
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
  }
}
