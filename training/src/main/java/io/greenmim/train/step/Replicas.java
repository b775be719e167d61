package io.greenmim.train.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.ParameterGroup;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.PhaseListener;
import io.greenmim.train.task.StepPhase;
import io.greenmim.train.task.Task;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One model on several devices of a process: every device computes gradients of its own batches, on
 * a thread of its own, and holds weights and moments of its own. The gradients are summed through
 * one array a device, so that all of them move their weights alike (Li et al., 2020, arXiv
 * 2006.15704).
 *
 * @param <B> type of the batches
 */
final class Replicas<B> implements AutoCloseable {

  private static final double EPS = 1e-8;

  /** More than a model has segments, which count up from the seed. */
  private static final int NOISE_SPACING = 101;

  private final Task<B> task;
  private final boolean recompute;
  private final List<Parameter> moving;

  /** The first one has the model's own parameters. */
  private final List<Replica> replicas = new ArrayList<>();

  /** A thread for every replica but the first, which has the caller's. */
  private final ExecutorService threads;

  /**
   * Copies the parameters of a model to devices.
   *
   * @param task what is trained; its parameters lie on the first device
   * @param options how they move; those that are frozen need no gradient
   * @param manager manager that owns the copies and moments
   * @param placement the devices, one of which may be named twice, which is of use in tests only,
   *     and the precision
   */
  Replicas(Task<B> task, UpdateOptions options, NDManager manager, Placement placement) {
    this.task = task;
    this.recompute = placement.recompute();
    Map<String, Parameter> parameters = StateDict.of(task.model()).parameters();
    this.moving = parameters.values().stream().filter(Parameter::requiresGradient).toList();
    Replica.Moves moves =
        new Replica.Moves(
            new AdamW.Settings(options.beta1(), options.beta2(), EPS, options.weightDecay()),
            parameters,
            (name, parameter) ->
                new ParameterGroup(
                    Math.pow(options.layerDecay(), task.layersBehind(name, parameter)),
                    task.decays(name, parameter)));
    replicas.add(Replica.original(manager, placement.first(), placement.precision(), moves));
    for (Device device : placement.devices().subList(1, placement.devices().size())) {
      replicas.add(Replica.copy(manager, device, placement.precision(), moves));
    }
    threads =
        Executors.newFixedThreadPool(
            Math.max(1, replicas.size() - 1),
            work -> {
              Thread thread = new Thread(work, "greenmim-replica");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The optimiser whose moments are written to checkpoints. */
  AdamW optimiser() {
    return replicas.get(0).optimiser();
  }

  /** Gives all devices the moments of the first. */
  void align() {
    AdamW first = optimiser();
    replicas
        .subList(1, replicas.size())
        .forEach(replica -> replica.optimiser().restore(first.state(), first.step()));
  }

  /** The gradients of the parameters that move, on the first device until {@link #release}. */
  List<NDArray> gradients() {
    return gradients(0);
  }

  /** Those on another device, once they are shared. */
  List<NDArray> gradients(int device) {
    return moving.stream().map(replicas.get(device)::gradient).toList();
  }

  /** Frees gradients and losses. */
  void release() {
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
  List<PassLoss> accumulate(List<B> batches, int noiseSeed, PhaseListener phases)
      throws DivergedException {
    replicas.forEach(Replica::begin);
    List<Callable<List<PassLoss>>> tasks = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      int index = i;
      tasks.add(() -> passes(index, batches, noiseSeed, index == 0 ? phases : PhaseListener.NONE));
    }
    List<List<PassLoss>> losses = callAll(tasks);
    sumGradients();
    List<PassLoss> inOrder = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      inOrder.add(losses.get(i % replicas.size()).get(i / replicas.size()));
    }
    return inOrder;
  }

  private List<PassLoss> passes(int index, List<B> batches, int noiseSeed, PhaseListener phases)
      throws DivergedException {
    Replica replica = replicas.get(index);
    double weight = 1.0 / batches.size();
    List<PassLoss> losses = new ArrayList<>();
    for (int i = index; i < batches.size(); i += replicas.size()) {
      B batch = batches.get(i);
      int seed = noiseSeed + NOISE_SPACING * i;
      losses.add(
          replica.pass(
              (store, manager) ->
                  task.accumulate(
                      batch, new Pass(store, manager, weight, recompute, seed, phases))));
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
  void shareGradients() {
    for (Replica other : replicas.subList(1, replicas.size())) {
      Autograd.copy(replicas.get(0).flat(), other.flat());
    }
  }

  /**
   * Moves the weights of every device by its gradients.
   *
   * @param skip a scalar on the first device: 1 if nothing is to move, else 0
   */
  void update(double learningRate, NDArray skip) {
    replicas.forEach(replica -> replica.update(learningRate, skip));
  }

  /** Counts the step that {@link #update} took. */
  void advance() {
    replicas.forEach(replica -> replica.optimiser().advance());
  }

  /**
   * Runs a task for each replica at once, the first one on this thread, and waits for all of them,
   * come what may: no device waits until the host has given another one its work.
   *
   * @throws DivergedException if a task does, and none fails for another reason
   */
  private <T> List<T> callAll(List<Callable<T>> tasks) throws DivergedException {
    List<CompletableFuture<T>> calls = new ArrayList<>();
    tasks.forEach(each -> calls.add(new CompletableFuture<>()));
    for (int i = 1; i < tasks.size(); i++) {
      Callable<T> other = tasks.get(i);
      CompletableFuture<T> call = calls.get(i);
      threads.execute(() -> complete(other, call));
    }
    complete(tasks.get(0), calls.get(0));
    rethrow(
        calls.stream()
            .map(call -> call.handle((result, failure) -> failure).join())
            .filter(Objects::nonNull)
            .toList());
    return calls.stream().map(CompletableFuture::join).toList();
  }

  private static <T> void complete(Callable<T> task, CompletableFuture<T> call) {
    try {
      call.complete(task.call());
    } catch (Throwable e) {
      call.completeExceptionally(e);
    }
  }

  private static void rethrow(List<Throwable> failures) throws DivergedException {
    for (Throwable failure : failures) {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (!(failure instanceof DivergedException)) {
        throw new IllegalStateException("a pass failed", failure);
      }
    }
    if (!failures.isEmpty()) {
      throw (DivergedException) failures.get(0);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    replicas.forEach(Replica::close);
  }
}
