package io.greenmim.detect.train;

import io.greenmim.config.RecordMapper;
import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.train.TrainingData.HeldOut;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.optim.StepSchedule;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.WarmStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole training run of a detector: from annotated images to a folder with weights. */
public final class DetectorTraining {

  private static final double WARMUP_FACTOR = 0.001;
  private static final double RATE_FACTOR = 0.1;

  private final DetectorOptions options;
  private final Run<DetectionBatch> run;

  /**
   * Looks at the data.
   *
   * @param options options of the run
   * @param data what is trained on
   * @param placement what the detector is trained on
   * @param start weights that a new run starts from; drawn at random without
   * @param commandLine the words that repeat the run, for its manifest
   * @param hooks who hears of the run
   * @throws IOException if an image or the annotations cannot be read
   */
  public DetectorTraining(
      DetectorOptions options,
      TrainingData data,
      Placement placement,
      Optional<WarmStart.Source> start,
      List<String> commandLine,
      List<RunHook> hooks)
      throws IOException {
    this.options = options;
    DetectorTask task = new DetectorTask(MaskRcnn.of(options.config(), options.frozen()));
    Run.Builder<DetectionBatch> builder =
        Run.builder(task, trainingSet(data))
            .setSettings(options.run())
            .setEpochs(options.course().epochs())
            .setSchedule(this::schedule)
            .optUpdate(options.update())
            .optPlacement(placement)
            .optOrigin(commandLine, manifestOptions(data));
    start.ifPresent(builder::optWarmStart);
    hooks.forEach(builder::addHook);
    if (data.validation().isPresent()) {
      builder.optValidation(
          new DetectorValidation(
              task, data.validation().get(), options.input(), placement.precision()),
          options.course().validateEvery());
    }
    CocoDataset shown = data.validation().map(HeldOut::usable).orElse(data.train());
    Path shownImages = data.validation().map(HeldOut::images).orElse(data.trainImages());
    DetectionPictures.of(task, shown, shownImages, options, placement.precision())
        .ifPresent(builder::optPictures);
    run = builder.build();
  }

  private TrainingSet<DetectionSample, DetectionBatch> trainingSet(TrainingData data) {
    DetectorOptions.Input input = options.input();
    TrainingImages images = TrainingImages.of(data.train(), input.emptyImages());
    double threshold = input.repeatThreshold();
    double[] factors =
        threshold > 0 ? RepeatFactors.byFrequency(images, threshold) : RepeatFactors.once(images);
    boolean masks = options.config().roi().mask() != null;
    long seed = options.run().seed();
    return new TrainingSet<>(
        new AnnotatedImages(
            images,
            data.trainImages(),
            new SampleReader(data.train(), data.trainImages(), masks, input.limits()),
            input.augmentation().augmenter(input.shortSides(), input.longLimit()),
            seed,
            data.unreadable()),
        new DetectionOrder(images, factors, options.course().batchSize(), seed),
        (number, epoch, samples) -> DetectionBatch.of(samples, input.augmentation().least()));
  }

  /** All options; of the detector the name alone, for its configuration has a file of its own. */
  private Map<String, Object> manifestOptions(TrainingData data) {
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
    return all;
  }

  /**
   * Trains from the beginning, or from the last checkpoint if the settings say so, to the end.
   *
   * @return how it ended
   * @throws IOException if a file cannot be written or a checkpoint is damaged
   * @throws DivergedException if too much is not finite
   * @throws UserException as {@link Run#run} does
   * @throws InterruptedException if the thread is interrupted
   */
  public RunEnd run() throws IOException, InterruptedException {
    return run.run();
  }

  /** Lets the run end after its step, with a checkpoint. Returns at once; for any thread. */
  public void cancel() {
    run.cancel();
  }

  private Schedule schedule(RunSteps steps) {
    double stepsPerEpoch = (double) steps.batchesPerEpoch() / steps.batchesPerStep();
    List<Long> milestones =
        options.rate().schedule().milestones(options.course().epochs()).stream()
            .map(epoch -> Math.round(epoch * stepsPerEpoch))
            .toList();
    return new StepSchedule(
        options.rate().peak(),
        options.rate().warmupSteps(),
        WARMUP_FACTOR,
        milestones,
        RATE_FACTOR);
  }
}
