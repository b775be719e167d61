package io.greenmim.train.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.train.device.Placement;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.PhaseListener;
import io.greenmim.train.task.StepPhase;
import io.greenmim.train.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One model on several devices of a process: every device computes gradients of its own batches, on
 * a thread of its own, and holds weights of its own. The gradients are summed through one array a
 * device, so that all of them move their weights alike (Li et al., 2020, arXiv 2006.15704).
 *
 * @param <B> type of the batches
 */
public final class DataParallel<B> implements AutoCloseable {

  /** More than a model has segments, which count up from the seed. */
  private static final int NOISE_SPACING = 101;

  private final Task<B> task;
  private final boolean recompute;
  private final List<Parameter> moving;
  private final List<Replica> replicas = new ArrayList<>();
  private final ReplicaThreads threads;

  /**
   * Copies the parameters of a model to devices.
   *
   * @param task what is trained; the parameters lie on the first device
   * @param parameters its parameters; those that are frozen need no gradient
   * @param manager manager that owns the copies
   * @param placement the devices, one of which may be named twice, which is of use in tests only,
   *     and the precision
   */
  public DataParallel(
      Task<B> task, List<Parameter> parameters, NDManager manager, Placement placement) {
    this.task = task;
    this.recompute = placement.recompute();
    this.moving = parameters.stream().filter(Parameter::requiresGradient).toList();
    replicas.add(Replica.original(manager, placement.first(), parameters, placement.precision()));
    List<Device> others = placement.devices().subList(1, placement.devices().size());
    for (Device device : others) {
      replicas.add(Replica.copy(manager, device, parameters, placement.precision()));
    }
    threads = new ReplicaThreads(replicas.size());
  }

  /** The replicas; the first one has the model's own parameters. */
  List<Replica> replicas() {
    return replicas;
  }

  /**
   * Returns the gradients of the parameters that move.
   *
   * @return arrays on the first device, until {@link #release}
   */
  public List<NDArray> gradients() {
    return moving.stream().map(this::gradient).toList();
  }

  /**
   * Returns the gradient of a parameter.
   *
   * @param parameter a parameter that moves
   * @return an array on the first device, until {@link #release}; zeros if no loss depends on it
   */
  public NDArray gradient(Parameter parameter) {
    return replicas.get(0).gradient(parameter);
  }

  /** Frees gradients and losses. */
  public void release() {
    replicas.forEach(Replica::release);
  }

  /**
   * Computes the gradient of the mean loss of batches on the first device. The host reads nothing
   * but what the task decides there; the devices may not be done when this returns.
   *
   * @param batches batches of equal size, dealt out to the devices in turn
   * @param noiseSeed seed of whatever is random inside the model
   * @param phases hears of the ends of the forward and backward passes on the first device
   * @return the losses of the batches, in order, each on its device, until {@link #release}
   * @throws DivergedException as {@link Task#accumulate} does
   */
  public List<PassLoss> accumulate(List<B> batches, int noiseSeed, PhaseListener phases)
      throws DivergedException {
    replicas.forEach(Replica::begin);
    List<Callable<List<PassLoss>>> tasks = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      int index = i;
      tasks.add(() -> passes(index, batches, noiseSeed, index == 0 ? phases : PhaseListener.NONE));
    }
    List<List<PassLoss>> losses = threads.callAll(tasks);
    sumGradients();
    List<PassLoss> inOrder = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      inOrder.add(losses.get(i % replicas.size()).get(i / replicas.size()));
    }
    return inOrder;
  }

  /** What the passes of a step have in common, and the seed of one. */
  record Settings(double weight, boolean recompute, int noiseSeed, PhaseListener phases) {}

  private List<PassLoss> passes(int index, List<B> batches, int noiseSeed, PhaseListener phases)
      throws DivergedException {
    Replica replica = replicas.get(index);
    double weight = 1.0 / batches.size();
    List<PassLoss> losses = new ArrayList<>();
    for (int i = index; i < batches.size(); i += replicas.size()) {
      Settings settings = new Settings(weight, recompute, noiseSeed + NOISE_SPACING * i, phases);
      losses.add(replica.accumulate(task, batches.get(i), settings));
      phases.ended(StepPhase.BACKWARD);
    }
    if (replicas.size() == 1) {
      replica.gather(moving);
    } else {
      replica.gatherFlat(moving);
    }
    return losses;
  }

  private void sumGradients() {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDArray sum = replicas.get(0).flat();
      for (Replica other : replicas.subList(1, replicas.size())) {
        sum.addi(other.flat().toDevice(sum.getDevice(), false));
      }
    }
  }

  /** Gives the gradients of the first device to the others. */
  public void shareGradients() {
    for (Replica other : replicas.subList(1, replicas.size())) {
      Autograd.copy(replicas.get(0).flat(), other.flat());
    }
  }

  @Override
  public void close() {
    threads.close();
    replicas.forEach(Replica::close);
  }
}
