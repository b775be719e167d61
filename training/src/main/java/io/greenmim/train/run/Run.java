package io.greenmim.train.run;

import io.greenmim.ops.Precision;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.DataNames;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.Samples;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Devices;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunLock;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Pictures;
import io.greenmim.train.task.Task;
import io.greenmim.train.task.Validation;
import io.greenmim.train.task.WarmStart;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A whole training run of any task: from data to a folder with weights, checkpoints and reports.
 *
 * <p>{@link #run} is called once, on the thread that does the work; {@link #cancel} by any thread.
 * Nobody else writes into the folder meanwhile, and all memory is freed at the end. When the
 * virtual machine is told to end (Ctrl-C, SIGTERM), the run ends as if it were cancelled, and the
 * end waits for its checkpoint.
 *
 * @param <B> type of the batches
 */
public final class Run<B> {

  /** Batches that may be ready or in work for each loader thread. */
  private static final int PREFETCH_PER_THREAD = 2;

  private final Builder<B> given;
  private final RunSettings settings;
  private final RunSteps steps;
  private final Checkpoint checkpoint;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean cancelled;

  private Run(Builder<B> given) {
    this.given = given;
    settings = given.settings;
    steps =
        RunSteps.of(
            given.data.order().batchesPerEpoch(),
            settings.accumulate() * given.placement.devices().size(),
            given.epochs,
            settings.maxSteps());
    checkpoint = new Checkpoint(settings.output(), settings.keep());
  }

  /**
   * Begins to describe a run.
   *
   * @param <B> type of the batches
   * @param task what is trained
   * @param data what it is trained on
   * @return a builder
   */
  public static <B> Builder<B> builder(Task<B> task, TrainingSet<?, B> data) {
    return new Builder<>(task, data);
  }

  /**
   * Describes a run.
   *
   * @param <B> type of the batches
   */
  public static final class Builder<B> {

    private final Task<B> task;
    private final TrainingSet<?, B> data;
    private final List<RunHook> hooks = new ArrayList<>();
    private RunSettings settings;
    private int epochs;
    private Function<RunSteps, Schedule> schedule;
    private UpdateOptions update = UpdateOptions.USUAL;
    private Placement placement;
    private WarmStart.Source start;
    private Validation validation;
    private int validateEvery;
    private Pictures pictures;
    private List<String> commandLine = List.of();
    private Map<String, Object> options = Map.of();

    private Builder(Task<B> task, TrainingSet<?, B> data) {
      this.task = Objects.requireNonNull(task, "task");
      this.data = Objects.requireNonNull(data, "data");
    }

    /**
     * Says what every run is told.
     *
     * @param value folder, seed, checkpoints, limits
     * @return this
     */
    public Builder<B> setSettings(RunSettings value) {
      settings = value;
      return this;
    }

    /**
     * Says how long the run is.
     *
     * @param value passes over the data, at least 1
     * @return this
     */
    public Builder<B> setEpochs(int value) {
      epochs = value;
      return this;
    }

    /**
     * Says how the learning rate runs.
     *
     * @param value makes the schedule of a run of so many steps
     * @return this
     */
    public Builder<B> setSchedule(Function<RunSteps, Schedule> value) {
      schedule = value;
      return this;
    }

    /**
     * Says how a step moves the weights.
     *
     * @param value decays, limits, averages; without it {@link UpdateOptions#USUAL}
     * @return this
     */
    public Builder<B> optUpdate(UpdateOptions value) {
      update = value;
      return this;
    }

    /**
     * Says what the model is trained on.
     *
     * @param value devices and precision; without it the first GPU if there is one, in float32
     * @return this
     */
    public Builder<B> optPlacement(Placement value) {
      placement = value;
      return this;
    }

    /**
     * Says what a new run starts from; a run that goes on has its own weights.
     *
     * @param value finds the weights
     * @return this
     */
    public Builder<B> optWarmStart(WarmStart.Source value) {
      start = value;
      return this;
    }

    /**
     * Validates the model at the ends of epochs, and keeps the best weights in {@code best}.
     *
     * @param value looks at the validation data
     * @param every epochs from one validation to the next; 0 for none. The last epoch has one
     * @return this
     */
    public Builder<B> optValidation(Validation value, int every) {
      validation = value;
      validateEvery = every;
      return this;
    }

    /**
     * Draws pictures at the ends of epochs.
     *
     * @param value draws them
     * @return this
     */
    public Builder<B> optPictures(Pictures value) {
      pictures = value;
      return this;
    }

    /**
     * Adds somebody who hears of the run, after the run's own records.
     *
     * @param value the hook
     * @return this
     */
    public Builder<B> addHook(RunHook value) {
      hooks.add(Objects.requireNonNull(value, "hook"));
      return this;
    }

    /**
     * Says what the manifest tells of the run's beginning.
     *
     * @param words the command line that repeats the run; may be empty
     * @param values every option of the run by its name in the configuration
     * @return this
     */
    public Builder<B> optOrigin(List<String> words, Map<String, Object> values) {
      commandLine = List.copyOf(words);
      options = values;
      return this;
    }

    /**
     * Checks the description; nothing is read or written.
     *
     * @return the run
     * @throws IllegalArgumentException if something is missing, or there are too few samples for a
     *     step
     */
    public Run<B> build() {
      require(settings != null, "settings");
      require(epochs > 0, "epochs");
      require(schedule != null, "schedule");
      placement =
          placement == null
              ? new Placement(Devices.parse("auto"), Precision.FP32, false)
              : placement;
      return new Run<>(this);
    }

    private static void require(boolean holds, String name) {
      if (!holds) {
        throw new IllegalArgumentException(name + ": expected a value, got none");
      }
    }
  }

  /**
   * Returns the steps of the whole run.
   *
   * @return steps and epochs
   */
  public RunSteps steps() {
    return steps;
  }

  /**
   * Lets the run end after its step, with a checkpoint; it can go on from there. Returns at once.
   */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Trains from the beginning, or from the last checkpoint if the settings say so, to the end.
   *
   * @return how it ended
   * @throws IOException if a file cannot be read or written, or a checkpoint is damaged
   * @throws DivergedException if too much is not finite; the last checkpoint stays
   * @throws UserException if another writes into the folder, there is a checkpoint and it is not to
   *     be resumed, or none and it is, or it belongs to a run with other data
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if it was called before
   */
  public RunEnd run() throws IOException, InterruptedException {
    if (begun.getAndSet(true)) {
      throw new IllegalStateException("run: expected one call, got another; build a run for each");
    }
    Samples<?> samples = given.data.samples();
    DataNames names = new DataNames(samples);
    // Weights that cannot be read must not leave the folder of a run behind.
    boolean nothingThere = !settings.resume() && !Files.exists(settings.output());
    Optional<WarmStart> early = nothingThere ? warmStart() : Optional.empty();
    try (RunLock lock = RunStart.lock(settings.output(), settings.resume())) {
      RunState start = RunStart.find(checkpoint, fresh(samples), names, settings.resume());
      Optional<WarmStart> warm = early.isEmpty() && start.step() == 0 ? warmStart() : early;
      names.write(settings.output());
      try (StopOnShutdown shutdown = new StopOnShutdown()) {
        return train(start, warm, stop(shutdown));
      }
    }
  }

  private Optional<WarmStart> warmStart() throws IOException {
    return given.start == null ? Optional.empty() : Optional.of(given.start.read());
  }

  private RunState fresh(Samples<?> samples) throws IOException {
    return new RunState(
        RunState.FORMAT,
        0,
        steps.totalSteps(),
        settings.seed(),
        given.data.order().batchSize() * steps.batchesPerStep(),
        samples.size(),
        samples.digest(),
        0,
        SkippedSteps.NONE);
  }

  private BooleanSupplier stop(StopOnShutdown shutdown) {
    long began = System.nanoTime();
    double budget = settings.maxHours() * TimeUnit.HOURS.toNanos(1);
    return () ->
        cancelled || shutdown.getAsBoolean() || (budget > 0 && System.nanoTime() - began >= budget);
  }

  private RunEnd train(RunState start, Optional<WarmStart> warm, BooleanSupplier stop)
      throws IOException, InterruptedException {
    UnreadableImages unreadable = new UnreadableImages();
    unreadable.addAll(given.data.samples().unreachable());
    try (Trainee<B> trainee = trainee(start, warm);
        BatchLoader<B> loader = loader(start, unreadable)) {
      RunOrigin origin = new RunOrigin(given.commandLine, given.options, given.placement);
      List<RunHook> hooks = hooks();
      RunView view =
          new RunView(
              given.task,
              trainee.manager(),
              settings.output(),
              given.data.samples().place(),
              steps,
              start,
              warm.map(weights -> origin.startingFrom(weights.summary())).orElse(origin),
              unreadable,
              message -> hooks.forEach(hook -> hook.told(message)),
              stop);
      try (RunReports reports = new RunReports(hooks, view, best(view, stop))) {
        reports.begins();
        TrainingLoop.Plan plan =
            new TrainingLoop.Plan(
                given.schedule.apply(steps),
                settings.checkpointSteps(),
                settings.seed(),
                settings.nonFinite());
        TrainingLoop<B> loop = new TrainingLoop<>(plan, steps, checkpoint, reports, stop);
        return reports.ended(loop.run(trainee, loader::next, start));
      }
    }
  }

  private List<RunHook> hooks() {
    List<RunHook> all = new ArrayList<>(List.of(new ManifestHook(), new MetricsHook()));
    all.addAll(given.hooks);
    if (given.pictures != null) {
      all.add(new PicturesHook(given.pictures));
    }
    all.add(new UnreadableHook());
    return all;
  }

  private Optional<BestWeights> best(RunView view, BooleanSupplier stop) throws IOException {
    if (given.validation == null || given.validateEvery < 1) {
      return Optional.empty();
    }
    return Optional.of(
        new BestWeights(
            given.validation,
            new BestWeights.Settings(given.validateEvery, settings.patience()),
            view,
            stop));
  }

  private Trainee<B> trainee(RunState start, Optional<WarmStart> warm) throws IOException {
    return start.step() > 0
        ? Trainee.resumed(given.task, given.update, checkpoint, given.placement)
        : Trainee.initial(
            given.task,
            given.update,
            settings.seed(),
            given.placement,
            warm.map(WarmStart::tensors).orElse(Map.of()));
  }

  private BatchLoader<B> loader(RunState start, UnreadableImages unreadable) {
    int threads = settings.threads();
    StepRange batches =
        new StepRange(
            start.step() * steps.batchesPerStep(), steps.totalSteps() * steps.batchesPerStep());
    return BatchLoader.start(
        batches,
        new LoaderThreads(threads, PREFETCH_PER_THREAD * threads),
        given.data.maker(unreadable));
  }
}
