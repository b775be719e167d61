package io.greenmim.train.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.GradientClip;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A model under training: its weights, its optimiser and the devices that they are on. */
public final class Trainee implements AutoCloseable {

  private static final double EPS = 1e-8;

  private final ModelConfig config;
  private final OptimiserOptions options;
  private final NDManager manager;
  private final MaskedImageModel model;
  private final AdamW optimiser;
  private final DataParallel devices;

  private Trainee(
      ModelConfig config,
      OptimiserOptions options,
      NDManager manager,
      MaskedImageModel model,
      Placement placement) {
    this.config = config;
    this.options = options;
    this.manager = manager;
    this.model = model;
    Map<String, Parameter> parameters = StateDict.of(model).parameters();
    AdamW.Settings settings =
        new AdamW.Settings(options.beta1(), options.beta2(), EPS, options.weightDecay());
    optimiser = new AdamW(settings, manager, parameters);
    this.devices = new DataParallel(model, List.copyOf(parameters.values()), manager, placement);
    // Weights come through arrays of Java: hand that memory back before the steps need theirs.
    System.gc();
  }

  /**
   * Makes a model with its initial weights.
   *
   * @param config configuration of the model
   * @param options how weights move
   * @param seed seed of the weights
   * @param placement what the model is trained on
   * @return the model under training
   */
  public static Trainee initial(
      ModelConfig config, OptimiserOptions options, long seed, Placement placement) {
    NDManager manager = NDManager.newBaseManager(placement.first());
    MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
    StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), seed);
    return new Trainee(config, options, manager, model, placement);
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param config configuration of the model
   * @param options how weights move
   * @param checkpoint the checkpoint
   * @param placement what the model is trained on
   * @return the model under training
   * @throws IOException if the checkpoint is damaged or belongs to another model
   */
  public static Trainee resumed(
      ModelConfig config, OptimiserOptions options, Checkpoint checkpoint, Placement placement)
      throws IOException {
    RunState state = checkpoint.readState();
    NDManager manager = NDManager.newBaseManager(placement.first());
    try {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      checkpoint.loadModel(manager, config, model, state);
      Trainee trainee = new Trainee(config, options, manager, model, placement);
      checkpoint.loadOptimiser(manager, trainee.optimiser, state);
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
   * @return the mean loss and the gradient's norm; if the loss is not finite, no weight has moved
   */
  public Outcome step(List<MicroBatch> batches, double learningRate, int noiseSeed) {
    return step(batches, learningRate, noiseSeed, PhaseListener.NONE);
  }

  /**
   * Takes an optimiser step and tells of its phases.
   *
   * @param batches batches of equal size, dealt out to the devices in turn
   * @param learningRate learning rate of the step
   * @param noiseSeed seed of whatever is random inside the model
   * @param phases hears of the ends of the forward, backward and optimiser phases
   * @return the mean loss and the gradient's norm; if the loss is not finite, no weight has moved
   */
  public Outcome step(
      List<MicroBatch> batches, double learningRate, int noiseSeed, PhaseListener phases) {
    double loss = devices.gradients(batches, noiseSeed, phases);
    if (!Double.isFinite(loss)) {
      return new Outcome(loss, OptionalDouble.empty());
    }
    OptionalDouble norm = options.clipNorm() > 0 ? clip() : OptionalDouble.empty();
    optimiser.update(learningRate);
    devices.broadcast();
    phases.ended(StepPhase.OPTIMISER);
    return new Outcome(loss, norm);
  }

  private OptionalDouble clip() {
    try (NDArray norm = GradientClip.clip(devices.parameters(), options.clipNorm())) {
      return OptionalDouble.of(norm.getFloat());
    }
  }

  /**
   * What a step gave.
   *
   * @param loss mean loss of the batches
   * @param gradNorm global norm of the gradient before it was limited; empty without a limit
   */
  public record Outcome(double loss, OptionalDouble gradNorm) {}

  /**
   * Writes a checkpoint.
   *
   * @param checkpoint where to
   * @param state where the run stands
   * @throws IOException if it cannot be written; then the old one is untouched
   */
  public void save(Checkpoint checkpoint, RunState state) throws IOException {
    checkpoint.save(config, model, optimiser, state);
  }

  /**
   * Returns the model.
   *
   * @return the model; its weights lie on the first device
   */
  public MaskedImageModel model() {
    return model;
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
    devices.close();
    manager.close();
  }
}
