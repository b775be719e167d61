package io.greenmim.train.pretrain;

import io.greenmim.config.RecordMapper;
import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.optim.StepSchedule;
import io.greenmim.train.run.RunOrigin;
import io.greenmim.train.run.RunRecorder;
import io.greenmim.train.run.RunStart;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.run.StopOnShutdown;
import io.greenmim.train.run.TrainingLoop;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.DataNames;
import io.greenmim.train.state.RunLock;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.step.Trainee;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole pre-training run: from a folder of images to a folder with weights and reports. Nobody
 * else writes into that folder from {@link #prepare} until it is closed.
 */
public final class Pretraining implements AutoCloseable {

  /**
   * What the learning rate of a step schedule falls by, as SimMIM's recipes of 800 epochs have it.
   */
  private static final double STEP_FACTOR = 0.1;

  private final PretrainOptions options;
  private final Placement placement;
  private final PrintWriter out;
  private final List<String> commandLine;
  private final ImageList images;
  private final RunSteps steps;
  private final Checkpoint checkpoint;
  private RunLock lock;
  private RunState start;

  /**
   * Looks for the images, and tells what is passed over.
   *
   * @param options options of the run
   * @param placement what the model is trained on
   * @param out takes what the user is told
   * @param commandLine the words that repeat the run, for its manifest
   * @throws IllegalArgumentException if the images are too few for the options
   */
  public Pretraining(
      PretrainOptions options, Placement placement, PrintWriter out, List<String> commandLine) {
    this.options = options;
    this.placement = placement;
    this.out = out;
    this.commandLine = List.copyOf(commandLine);
    images = ImageFolderScanner.scan(options.data().folder());
    images.passedOver().lines(images.root()).forEach(out::println);
    out.flush();
    steps = steps(options, images.size(), placement.devices().size());
    checkpoint = new Checkpoint(options.run().output(), options.run().keep());
  }

  /**
   * Takes the folder of the run and finds out where the run begins. Writes nothing but what an
   * interrupted checkpoint left to do.
   *
   * @param resume whether to go on after the last checkpoint
   * @throws IOException if the checkpoint is damaged
   * @throws UserException if another writes into the folder, there is a checkpoint and it is not to
   *     be resumed, or none and it is, or it belongs to a run with other data
   */
  public void prepare(boolean resume) throws IOException {
    lock = RunStart.lock(options.run().output(), resume);
    start = RunStart.find(checkpoint, freshState(), DataNames.of(images), resume);
  }

  private RunState freshState() {
    return new RunState(
        RunState.FORMAT,
        0,
        steps.totalSteps(),
        options.run().seed(),
        options.data().batchSize() * steps.batchesPerStep(),
        images.size(),
        images.sha256(),
        0,
        SkippedSteps.NONE);
  }

  /**
   * Runs from where {@link #prepare} found the run to its end.
   *
   * @throws IOException if a file cannot be written, a checkpoint is damaged, or too much is not
   *     finite
   * @throws InterruptedException if the thread is interrupted
   */
  public void run() throws IOException, InterruptedException {
    DataNames.of(images).write(options.run().output());
    UnreadableImages unreadable = new UnreadableImages();
    unreadable.addAll(images.passedOver().unreachable());
    StepRange batches =
        new StepRange(
            start.step() * steps.batchesPerStep(), steps.totalSteps() * steps.batchesPerStep());
    MaskedImageTask task =
        new MaskedImageTask(options.model().toConfig(), options.model().firstWeights());
    Path output = options.run().output();
    try (StopOnShutdown stop = new StopOnShutdown();
        Trainee<MaskedBatch> trainee = trainee(task);
        PretrainData data = new PretrainData(options, images, task.model(), batches, unreadable);
        RunRecorder<MaskedBatch> recorder =
            new RunRecorder<>(
                new RunRecorder.Run(
                    "pretrain",
                    new RunOrigin(commandLine, RecordMapper.write(options), placement),
                    output,
                    options.data().folder(),
                    steps,
                    start,
                    unreadable,
                    loss(options.model().method())),
                EpochPictures.of(options, task.model(), images),
                out)) {
      TrainingLoop<MaskedBatch> loop =
          new TrainingLoop<>(plan(), steps, checkpoint, recorder, stop);
      recorder.end(loop.run(trainee, data, start));
    }
  }

  /** What the loss of a method is, for its plot. */
  static String loss(PretrainMethod method) {
    return switch (method) {
      case GREENMIM -> "mean squared error on hidden patches";
      case SIMMIM -> "mean absolute error on hidden patches";
    };
  }

  /** The steps that options, images and devices come to. */
  static RunSteps steps(PretrainOptions options, int images, int devices) {
    int batch = options.data().batchSize();
    if (images < batch) {
      throw new IllegalArgumentException(
          "batchSize: expected at most the %s image(s) found in %s, got %s"
              .formatted(images, options.data().folder(), batch));
    }
    return RunSteps.of(
        images / batch,
        options.data().accumulate() * devices,
        options.run().epochs(),
        options.run().maxSteps());
  }

  private TrainingLoop.Plan plan() {
    int effectiveBatch = options.data().batchSize() * steps.batchesPerStep();
    double warmup = options.run().warmupEpochs() * steps.batchesPerEpoch() / steps.batchesPerStep();
    Schedule schedule = schedule(effectiveBatch, Math.min(warmup, (double) steps.totalSteps()));
    return new TrainingLoop.Plan(
        schedule, options.run().checkpointSteps(), options.run().seed(), options.run().nonFinite());
  }

  private Schedule schedule(int effectiveBatch, double warmup) {
    OptimiserOptions optimiser = options.optimiser();
    double peak = optimiser.peakLearningRate(effectiveBatch);
    long total = steps.totalSteps();
    return switch (optimiser.schedule()) {
      case COSINE ->
          new CosineSchedule(
              peak,
              optimiser.minLearningRate(),
              warmup,
              total,
              options.model().method() == PretrainMethod.SIMMIM
                  ? CosineSchedule.Form.FROM_START
                  : CosineSchedule.Form.AFTER_WARMUP);
      case STEP ->
          new StepSchedule(
              peak,
              Math.round(warmup),
              CosineSchedule.SIMMIM_START,
              List.of(total * 7 / 8),
              STEP_FACTOR);
    };
  }

  private Trainee<MaskedBatch> trainee(MaskedImageTask task) throws IOException {
    return start.step() > 0
        ? Trainee.resumed(task, options.optimiser().update(), checkpoint, placement)
        : Trainee.initial(task, options.optimiser().update(), options.run().seed(), placement);
  }

  /** Lets others write into the folder of the run. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
