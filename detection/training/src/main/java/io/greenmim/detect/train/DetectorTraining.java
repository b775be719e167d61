package io.greenmim.detect.train;

import io.greenmim.config.RecordMapper;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.train.TrainingData.HeldOut;
import io.greenmim.detect.weights.DetectorTensors;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.StepSchedule;
import io.greenmim.train.run.BatchSource;
import io.greenmim.train.run.RunOrigin;
import io.greenmim.train.run.RunRecorder;
import io.greenmim.train.run.RunStart;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.run.StopOnShutdown;
import io.greenmim.train.run.TrainingLoop;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunLock;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.step.Trainee;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A whole training run of a detector: from annotated images to a folder with weights. Nobody else
 * writes into that folder from {@link #prepare} until it is closed.
 */
public final class DetectorTraining implements AutoCloseable {

  private static final double WARMUP_FACTOR = 0.001;
  private static final double RATE_FACTOR = 0.1;
  private static final int PREFETCH_PER_THREAD = 2;

  private final DetectorOptions options;
  private final TrainingData data;
  private final Placement placement;
  private final PrintWriter out;
  private final TrainingImages images;
  private final DetectionOrder order;
  private final RunSteps steps;
  private final Checkpoint checkpoint;
  private RunLock lock;
  private RunState start;

  /**
   * Looks at the data.
   *
   * @param options options of the run
   * @param data what is trained on
   * @param placement what the detector is trained on
   * @param out takes what the user is told
   */
  public DetectorTraining(
      DetectorOptions options, TrainingData data, Placement placement, PrintWriter out) {
    this.options = options;
    this.data = data;
    this.placement = placement;
    this.out = out;
    images = TrainingImages.of(data.train(), options.input().emptyImages());
    double threshold = options.input().repeatThreshold();
    double[] factors =
        threshold > 0 ? RepeatFactors.byFrequency(images, threshold) : RepeatFactors.once(images);
    order = new DetectionOrder(images, factors, options.batches().size(), options.run().seed());
    steps =
        RunSteps.of(
            order.stepsPerEpoch(),
            options.batches().accumulate() * placement.devices().size(),
            options.run().epochs(),
            options.run().maxSteps());
    checkpoint = new Checkpoint(options.run().output(), options.run().keep());
  }

  private boolean hasMasks() {
    return options.config().roi().mask() != null;
  }

  /**
   * Takes the folder of the run and finds out where the run begins.
   *
   * @param resume whether to go on after the last checkpoint
   * @throws IOException if the checkpoint is damaged or the annotations cannot be read
   * @throws UserException as {@link RunStart#lock} and {@link RunStart#find} do
   */
  public void prepare(boolean resume) throws IOException {
    RunState fresh =
        new RunState(
            RunState.FORMAT,
            0,
            steps.totalSteps(),
            options.run().seed(),
            options.batches().size() * steps.batchesPerStep(),
            images.size(),
            FileHash.sha256(data.train().file()),
            0,
            SkippedSteps.NONE);
    lock = RunStart.lock(options.run().output(), resume);
    start = RunStart.find(checkpoint, fresh, images.names(), resume);
  }

  /**
   * Runs from where {@link #prepare} found the run to its end.
   *
   * @param initial weights that a new run starts from; drawn at random without
   * @param commandLine the words that repeat the run, for its manifest
   * @throws IOException if a file cannot be written, a checkpoint is damaged, or too much is not
   *     finite
   * @throws InterruptedException if the thread is interrupted
   */
  public void run(Optional<StartingWeights> initial, List<String> commandLine)
      throws IOException, InterruptedException {
    images.names().write(options.run().output());
    RunOrigin origin = new RunOrigin(commandLine, manifestOptions(initial), placement);
    UnreadableImages unreadable = new UnreadableImages();
    unreadable.addAll(data.unreadable());
    MaskRcnn model = MaskRcnn.of(options.config(), options.frozen());
    DetectorGroups groups =
        new DetectorGroups(
            model.backbone().bottomUp().encoder(),
            DetectorTensors.BACKBONE,
            options.rate().layerDecay());
    DetectorTask task = new DetectorTask(model, initial, groups);
    try (StopOnShutdown stop = new StopOnShutdown()) {
      run(task, report(unreadable, stop), unreadable, stop, origin);
    }
  }

  private void run(
      DetectorTask task,
      DetectorReport report,
      UnreadableImages unreadable,
      StopOnShutdown stop,
      RunOrigin origin)
      throws IOException, InterruptedException {
    Path output = options.run().output();
    try (Trainee<DetectionBatch> trainee = trainee(task);
        BatchLoader<DetectionBatch> loader = loader(unreadable);
        RunRecorder<DetectionBatch> recorder =
            new RunRecorder<>(
                new RunRecorder.Run(
                    "detect train",
                    origin,
                    output,
                    data.trainImages(),
                    steps,
                    start,
                    unreadable,
                    loss(hasMasks())),
                report,
                out)) {
      BatchSource<DetectionBatch> source = loader::next;
      RunState end =
          new TrainingLoop<DetectionBatch>(plan(), steps, checkpoint, recorder, stop)
              .run(trainee, source, start);
      if (recorder.end(end)) {
        report.best().ifPresent(out::println);
        out.flush();
      }
    }
  }

  /** All options; of the detector the name alone, for its configuration has a file of its own. */
  private Map<String, Object> manifestOptions(Optional<StartingWeights> initial) {
    Map<String, Object> all = new LinkedHashMap<>(RecordMapper.write(options));
    all.put("config", options.config().variant());
    all.put("annotations", data.train().file().toString());
    all.put("images", data.trainImages().toString());
    data.validation()
        .ifPresent(
            heldOut -> {
              all.put("valAnnotations", heldOut.usable().file().toString());
              all.put("valImages", heldOut.images().toString());
            });
    initial.ifPresent(weights -> all.put("initialWeights", weights.summary()));
    return all;
  }

  /** What the loss is, for its plot. */
  static String loss(boolean masks) {
    return "loss of regions, boxes%s".formatted(masks ? ", classes and masks" : " and classes");
  }

  private DetectorReport report(UnreadableImages unreadable, BooleanSupplier stop)
      throws IOException {
    CocoDataset shown = data.validation().map(HeldOut::usable).orElse(data.train());
    Path shownImages = data.validation().map(HeldOut::images).orElse(data.trainImages());
    DetectorOptions.Input input = options.input();
    DetectionPictures pictures =
        DetectionPictures.of(
            shown,
            shownImages,
            options.run().pictures(),
            input.evaluation(),
            placement.precision(),
            input.limits());
    Optional<Validation> validation = Optional.empty();
    if (data.validation().isPresent() && options.batches().validateEvery() > 0) {
      validation =
          Optional.of(
              new Validation(
                  data.validation().get(),
                  input.evaluation(),
                  placement.precision(),
                  hasMasks(),
                  input.limits()));
    }
    return new DetectorReport(
        options.run().output(),
        steps,
        options.batches().validateEvery(),
        validation,
        pictures,
        unreadable,
        start.step(),
        stop);
  }

  private BatchLoader<DetectionBatch> loader(UnreadableImages unreadable) {
    DetectorOptions.Input input = options.input();
    DetectionBatchMaker maker =
        new DetectionBatchMaker(
            images,
            new SampleReader(data.train(), data.trainImages(), hasMasks(), input.limits()),
            order,
            new DetectionBatchMaker.Settings(
                input.augmentation().augmenter(input.shortSides(), input.longLimit()),
                input.augmentation().least(),
                options.run().seed()),
            unreadable);
    int threads = options.batches().loaderThreads();
    StepRange range =
        new StepRange(
            start.step() * steps.batchesPerStep(), steps.totalSteps() * steps.batchesPerStep());
    return BatchLoader.start(
        range, new LoaderThreads(threads, PREFETCH_PER_THREAD * threads), maker);
  }

  private TrainingLoop.Plan plan() {
    double stepsPerEpoch = (double) steps.batchesPerEpoch() / steps.batchesPerStep();
    List<Long> milestones =
        options.rate().schedule().milestones(options.run().epochs()).stream()
            .map(epoch -> Math.round(epoch * stepsPerEpoch))
            .toList();
    StepSchedule schedule =
        new StepSchedule(
            options.rate().peak(),
            options.rate().warmupSteps(),
            WARMUP_FACTOR,
            milestones,
            RATE_FACTOR);
    return new TrainingLoop.Plan(
        schedule, options.run().checkpointSteps(), options.run().seed(), options.run().nonFinite());
  }

  private Trainee<DetectionBatch> trainee(DetectorTask task) throws IOException {
    return start.step() > 0
        ? Trainee.resumed(task, options.update(), checkpoint, placement)
        : Trainee.initial(task, options.update(), options.run().seed(), placement);
  }

  /** Lets others write into the folder of the run. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
