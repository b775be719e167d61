package io.greenmim.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.GradientClip;
import io.greenmim.train.optim.MovingAverage;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Loss;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.PhaseListener;
import io.greenmim.train.task.StepPhase;
import io.greenmim.train.task.Task;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model under training: its weights, its optimiser and the devices that they are on.
 *
 * @param <B> type of the batches
 */
public final class Trainee<B> implements AutoCloseable {

  private final UpdateOptions options;
  private final NDManager manager;
  private final Task<B> task;
  private final MovingAverage average;
  private final Replicas<B> replicas;
  private long steps;

  private Trainee(Task<B> task, UpdateOptions options, NDManager manager, Placement placement) {
    this.task = task;
    this.options = options;
    this.manager = manager;
    average =
        options.averageDecay() > 0
            ? new MovingAverage(
                options.averageDecay(), manager, StateDict.of(task.model()).parameters())
            : null;
    replicas = new Replicas<>(task, options, manager, placement);
    // Weights come through arrays of Java: hand that memory back before the steps need theirs.
    System.gc();
  }

  /**
   * Gives a model its initial weights.
   *
   * @param <B> type of the batches
   * @param task what is trained; its model has no weights yet
   * @param options how weights move
   * @param seed seed of the weights
   * @param placement what the model is trained on
   * @return the model under training
   * @throws IOException if weights that it starts from cannot be read
   */
  public static <B> Trainee<B> initial(
      Task<B> task, UpdateOptions options, long seed, Placement placement) throws IOException {
    return initial(task, options, seed, placement, Map.of());
  }

  /**
   * Gives a model its initial weights, some of which come from elsewhere.
   *
   * @param <B> type of the batches
   * @param task what is trained; its model has no weights yet
   * @param options how weights move
   * @param seed seed of the weights that are drawn
   * @param placement what the model is trained on
   * @param given the weights that are not drawn, by the names of the model's state dict
   * @return the model under training
   * @throws IOException if weights that it starts from cannot be read, or do not fit
   */
  public static <B> Trainee<B> initial(
      Task<B> task,
      UpdateOptions options,
      long seed,
      Placement placement,
      Map<String, StoredTensor> given)
      throws IOException {
    NDManager manager = NDManager.newBaseManager(placement.first());
    try {
      task.initialise(manager, seed);
      copy(manager, given, StateDict.of(task.model()).arrays());
      return new Trainee<>(task, options, manager, placement);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static void copy(
      NDManager manager, Map<String, StoredTensor> tensors, Map<String, NDArray> weights)
      throws IOException {
    try (NDManager temporary = manager.newSubManager()) {
      for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
        NDArray value = TensorArrays.float32(temporary, tensor.getValue());
        NDArray weight = weights.get(tensor.getKey());
        if (weight == null || !weight.getShape().equals(value.getShape())) {
          throw new IOException(
              "weights to start from: %s: expected a shape of %s, got %s"
                  .formatted(
                      tensor.getKey(),
                      weight == null ? "nothing of the model" : weight.getShape(),
                      value.getShape()));
        }
        Autograd.copy(value, weight);
      }
    }
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param <B> type of the batches
   * @param task what is trained; its model has no weights yet
   * @param options how weights move
   * @param checkpoint the checkpoint
   * @param placement what the model is trained on
   * @return the model under training
   * @throws IOException if the checkpoint is damaged or belongs to another model
   */
  public static <B> Trainee<B> resumed(
      Task<B> task, UpdateOptions options, Checkpoint checkpoint, Placement placement)
      throws IOException {
    RunState state = checkpoint.readState();
    NDManager manager = NDManager.newBaseManager(placement.first());
    try {
      checkpoint.loadModel(manager, task.config(), task.model(), task.inputShape(), state);
      Trainee<B> trainee = new Trainee<>(task, options, manager, placement);
      checkpoint.loadOptimiser(manager, trainee.replicas.optimiser(), state);
      trainee.replicas.align();
      trainee.steps = state.step();
      if (trainee.average != null) {
        checkpoint.loadAverage(manager, trainee.average, state);
      }
      return trainee;
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Takes an optimiser step.
   *
   * @param batches batches of equal size, dealt out to the devices in turn
   * @param learningRate learning rate of the step
   * @param noiseSeed seed of whatever is random inside the model
   * @return what the step gave; if loss or gradient is not finite, nothing has moved
   */
  public Outcome step(List<B> batches, double learningRate, int noiseSeed) {
    return step(batches, learningRate, noiseSeed, PhaseListener.NONE);
  }

  /**
   * Takes an optimiser step and tells of its phases.
   *
   * @param batches batches of equal size, dealt out to the devices in turn
   * @param learningRate learning rate of the step
   * @param noiseSeed seed of whatever is random inside the model
   * @param phases hears of the ends of the forward, backward and optimiser phases
   * @return what the step gave; if loss or gradient is not finite, nothing has moved
   */
  public Outcome step(List<B> batches, double learningRate, int noiseSeed, PhaseListener phases) {
    steps++;
    try {
      return update(replicas.accumulate(batches, noiseSeed, phases), learningRate, phases);
    } catch (DivergedException e) {
      return new Outcome(Loss.of(Double.NaN), OptionalDouble.empty(), Optional.of(e.getMessage()));
    } finally {
      replicas.release();
    }
  }

  /** Gives the devices all that is left of a step, and only then reads what it came to. */
  private Outcome update(List<PassLoss> losses, double learningRate, PhaseListener phases) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      StepCheck check = StepCheck.of(losses, GradientClip.norm(replicas.gradients()));
      if (options.clipNorm() > 0) {
        GradientClip.limit(replicas.gradients(), check.norm(), options.clipNorm());
      }
      replicas.shareGradients();
      replicas.update(learningRate, check.skip());
      if (average != null) {
        average.update(replicas.optimiser().step() + 1, check.skip());
      }
      phases.ended(StepPhase.OPTIMISER);
      Outcome outcome = check.read();
      if (outcome.fault().isEmpty()) {
        replicas.advance();
      }
      return outcome;
    }
  }

  /**
   * What a step gave.
   *
   * @param loss mean loss of the batches and its parts; not a number where no loss was computed
   * @param gradNorm global norm of the gradient before it was limited; empty where no gradient was
   *     computed
   * @param fault what was not finite, for a step that therefore changed nothing
   */
  public record Outcome(Loss loss, OptionalDouble gradNorm, Optional<String> fault) {}

  /**
   * Writes a checkpoint.
   *
   * @param checkpoint where to
   * @param state where the run stands
   * @throws IOException if it cannot be written; then the old one is untouched
   */
  public void save(Checkpoint checkpoint, RunState state) throws IOException {
    checkpoint.save(
        new Checkpoint.Contents(
            task.config(), task.classes(), task.model(), replicas.optimiser(), average),
        state);
  }

  /**
   * Returns what is trained.
   *
   * @return the task; the weights of its model lie on the first device
   */
  public Task<B> task() {
    return task;
  }

  /**
   * Returns the number of steps taken.
   *
   * @return steps since the weights were drawn, those that changed nothing counted in
   */
  public long steps() {
    return steps;
  }

  /**
   * Tells whether the weights are averaged.
   *
   * @return whether {@link #averaged} changes anything
   */
  public boolean hasAverage() {
    return average != null;
  }

  /**
   * Puts the moving average of the weights in their place until the returned scope closes; without
   * an average nothing changes. No step may be taken meanwhile.
   *
   * @return the scope
   */
  public Averaged averaged() {
    return new Averaged(average);
  }

  /** A stretch of code in which the model has its averaged weights. */
  public static final class Averaged implements AutoCloseable {

    private final MovingAverage average;

    private Averaged(MovingAverage average) {
      this.average = average;
      exchange();
    }

    private void exchange() {
      if (average != null) {
        average.exchange();
      }
    }

    /** Restores the weights that are trained. */
    @Override
    public void close() {
      exchange();
    }
  }

  /**
   * Returns the manager that owns the weights.
   *
   * @return a manager on the first device
   */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    replicas.close();
    manager.close();
  }
}
