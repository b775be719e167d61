package io.greenmim.train.pretrain;

import io.greenmim.config.RecordMapper;
import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.optim.StepSchedule;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.task.DivergedException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A whole pre-training run: from a folder of images to a folder with weights and reports. */
public final class Pretraining {

  /**
   * What the learning rate of a step schedule falls by, as SimMIM's recipes of 800 epochs have it.
   */
  private static final double STEP_FACTOR = 0.1;

  private final PretrainOptions options;
  private final Run<MaskedBatch> run;

  /**
   * Looks for the images.
   *
   * @param settings what the run is
   * @param commandLine the words that repeat the run, for its manifest
   * @param hooks who hears of the run
   * @param out is told what is passed over among the files, line by line
   * @throws IllegalArgumentException if the images are too few for the settings
   * @throws IOException if an image that is to be shown cannot be read
   */
  public Pretraining(
      PretrainSettings settings,
      List<String> commandLine,
      List<RunHook> hooks,
      Consumer<String> out)
      throws IOException {
    options = settings.options();
    ImageList images = ImageFolderScanner.scan(settings.data());
    images.passedOver().lines(images.root()).forEach(out);
    requireEnough(options, images.size());
    MaskedImageTask task =
        new MaskedImageTask(options.model().toConfig(), options.model().firstWeights());
    Run.Builder<MaskedBatch> builder =
        Run.builder(task, MaskedImages.of(options, images, task.model()))
            .setSettings(settings.run())
            .setEpochs(settings.epochs())
            .setSchedule(this::schedule)
            .optUpdate(options.optimiser().update())
            .optPlacement(Placement.of(settings.placement()))
            .optOrigin(commandLine, RecordMapper.write(options));
    EpochPictures.of(options, task.model(), images).ifPresent(builder::optPictures);
    hooks.forEach(builder::addHook);
    run = builder.build();
  }

  /** Demands a batch of images. */
  static void requireEnough(PretrainOptions options, int images) {
    int batch = options.data().batchSize();
    if (images < batch) {
      throw new IllegalArgumentException(
          "batchSize: expected at most the %s image(s) found in %s, got %s"
              .formatted(images, options.data().folder(), batch));
    }
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
    OptimiserOptions optimiser = options.optimiser();
    double peak = optimiser.peakLearningRate(options.data().batchSize() * steps.batchesPerStep());
    long total = steps.totalSteps();
    double warmup =
        Math.min(
            options.run().warmupEpochs() * steps.batchesPerEpoch() / steps.batchesPerStep(),
            (double) total);
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
}
