package io.greenmim.detect.train;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.ImageFolder;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.train.TrainingData.HeldOut;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.train.config.Settings;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageChannels;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.TrainingBuilder;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.WarmStart;
import io.greenmim.zoo.ZooCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A whole training run of a detector: from annotated images to a folder with weights.
 *
 * <p>{@link #run} is called once, {@link #cancel} from any thread; memory is held until the end.
 */
public final class DetectorTraining {

  private final Run<DetectionBatch> run;

  private DetectorTraining(
      DetectorSettings settings,
      UnaryOperator<DetectorConfig> change,
      List<String> commandLine,
      List<RunHook> hooks,
      Consumer<String> listener)
      throws IOException {
    Placement placement = Placement.of(settings.placement());
    TrainingData data = TrainingData.read(settings.folder(), settings.mostImages(), listener);
    DetectorConfig config =
        change.apply(settings.config(data.train().categories())).withInput(settings.evaluation());
    if (settings.input().channels() == null) {
      ImageFolder folder = new ImageFolder(data.trainImages());
      ImageChannels.requireUsual(
          data.train().images().stream().map(folder::file).flatMap(Optional::stream).iterator(),
          config.encoder().inChannels());
    }
    DetectorTask task = new DetectorTask(MaskRcnn.of(config, settings.frozen()));
    Run.Builder<DetectionBatch> builder =
        Run.builder(task, DetectionTrainingSet.of(data, config, settings))
            .setSettings(settings.run())
            .setEpochs(settings.epochs())
            .setSchedule(steps -> DetectorSchedule.of(settings, steps))
            .optUpdate(settings.update())
            .optPlacement(placement)
            .optOrigin(commandLine, manifest(data, settings));
    if (settings.init() != null) {
      builder.optWarmStart(() -> start(settings, config));
    }
    hooks.forEach(builder::addHook);
    if (data.validation().isPresent()) {
      builder.optValidation(
          new DetectorValidation(task, data.validation().get(), settings, placement.precision()),
          settings.validateEvery());
    }
    CocoDataset shown = data.validation().map(HeldOut::usable).orElse(data.train());
    Path shownImages = data.validation().map(HeldOut::images).orElse(data.trainImages());
    DetectionPictures.of(task, shown, shownImages, settings, placement.precision())
        .ifPresent(builder::optPictures);
    run = builder.build();
  }

  /** All options, and the files that they come to. */
  private static Map<String, Object> manifest(TrainingData data, DetectorSettings settings) {
    Map<String, Object> all =
        new LinkedHashMap<>(Settings.of(DetectorSettings.class).named(settings));
    all.put("annotations", data.train().file().toString());
    all.put("images", data.trainImages().toString());
    data.validation()
        .ifPresent(
            heldOut -> {
              all.put("val-annotations", heldOut.usable().file().toString());
              all.put("val-images", heldOut.images().toString());
            });
    return all;
  }

  private static WarmStart start(DetectorSettings settings, DetectorConfig config)
      throws IOException {
    StartingWeights weights =
        StartingWeights.read(
            ZooCatalog.locate(settings.init(), null),
            settings.prefix(),
            config,
            ImportOptions.defaults()
                .withTableResize(settings.resize())
                .withChannels(settings.input().fit()));
    return new WarmStart(weights.summary(), weights.tensors());
  }

  /**
   * Says what the best weights of a detector are chosen by.
   *
   * @param score a validation of a run
   * @return average precision of the masks, or of the boxes for a detector of boxes alone
   */
  public static double merit(ValidationScore score) {
    return DetectorValidation.precision(score);
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

  /**
   * Begins to describe a training.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Describes the training of a detector. */
  public static final class Builder extends TrainingBuilder<DetectorSettings, Builder> {

    private UnaryOperator<DetectorConfig> change = UnaryOperator.identity();

    private Builder() {
      super(DetectorSettings.class, "detect train");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Sets the data set, unless {@link #setAnnotations} does.
     *
     * @param folder folder with {@code train.json} and {@code train}, or with COCO's own names;
     *     likewise for the validation
     * @return this builder
     */
    public Builder setData(Path folder) {
      return with("data", folder);
    }

    /**
     * Sets the annotations to train on, instead of {@link #setData}.
     *
     * @param annotations file in COCO's format
     * @param images folder of their images
     * @return this builder
     */
    public Builder setAnnotations(Path annotations, Path images) {
      return with("annotations", annotations).with("images", images);
    }

    /**
     * Sets the annotations to validate on.
     *
     * @param annotations file in COCO's format
     * @param images folder of their images
     * @return this builder
     */
    public Builder optValidation(Path annotations, Path images) {
      return with("valAnnotations", annotations).with("valImages", images);
    }

    /**
     * Sets how many images of each part are used.
     *
     * @param images the first images; 0 for all
     * @return this builder
     */
    public Builder optMostImages(int images) {
      return with("mostImages", images);
    }

    /**
     * Sets whether boxes alone are trained.
     *
     * @param boxesAlone whether they are
     * @return this builder
     */
    public Builder optNoMasks(boolean boxesAlone) {
      return with("noMasks", boxesAlone);
    }

    /**
     * Sets whether there is one box for all classes.
     *
     * @param agnostic whether there is
     * @return this builder
     */
    public Builder optAgnosticBoxes(boolean agnostic) {
      return with("agnosticBoxes", agnostic);
    }

    /**
     * Sets whether there is one mask for all classes.
     *
     * @param agnostic whether there is
     * @return this builder
     */
    public Builder optAgnosticMasks(boolean agnostic) {
      return with("agnosticMasks", agnostic);
    }

    /**
     * Sets the first stages of the encoder that are not trained.
     *
     * @param stages number of stages
     * @return this builder
     */
    public Builder optFrozen(int stages) {
      return with("frozen", stages);
    }

    /**
     * Sets when the learning rate falls.
     *
     * @param schedule the schedule
     * @return this builder
     */
    public Builder optSchedule(ScheduleName schedule) {
      return with("schedule", schedule);
    }

    /**
     * Sets the learning rate.
     *
     * @param rate a positive number
     * @return this builder
     */
    public Builder optLearningRate(double rate) {
      return with("learningRate", rate);
    }

    /**
     * Sets the length of the linear warm-up.
     *
     * @param steps optimiser steps
     * @return this builder
     */
    public Builder optWarmupSteps(long steps) {
      return with("warmupSteps", steps);
    }

    /**
     * Sets how training changes images.
     *
     * @param augmentation the augmentation
     * @return this builder
     */
    public Builder optAugmentation(AugmentationName augmentation) {
      return with("augmentation", augmentation);
    }

    /**
     * Sets the lengths of the shorter side that {@link AugmentationName#RESIZE} chooses from.
     *
     * @param pixels positive lengths
     * @return this builder
     */
    public Builder optShortSides(Integer... pixels) {
      return with("shortSides", List.of(pixels));
    }

    /**
     * Sets the most pixels of the longer side.
     *
     * @param pixels pixels
     * @return this builder
     */
    public Builder optLongSide(int pixels) {
      return with("longSide", pixels);
    }

    /**
     * Sets the shorter side of the images in validation.
     *
     * @param pixels pixels
     * @return this builder
     */
    public Builder optTestShortSide(int pixels) {
      return with("testShortSide", pixels);
    }

    /**
     * Sets whether images without objects are trained on.
     *
     * @param keep whether they are
     * @return this builder
     */
    public Builder optKeepEmpty(boolean keep) {
      return with("keepEmpty", keep);
    }

    /**
     * Sets the share of the images below which a category's images are repeated.
     *
     * @param share a number in [0, 1); 0 for no repetition
     * @return this builder
     */
    public Builder optRepeatThreshold(double share) {
      return with("repeatThreshold", share);
    }

    /**
     * Sets the most detections of an image.
     *
     * @param detections number of detections
     * @return this builder
     */
    public Builder optMostDetections(int detections) {
      return with("mostDetections", detections);
    }

    /**
     * Changes the network that the other values come to.
     *
     * @param change gives the configuration that is trained
     * @return this builder
     */
    public Builder optConfig(UnaryOperator<DetectorConfig> change) {
      this.change = change;
      return this;
    }

    /**
     * Reads and checks the data set; writes nothing.
     *
     * @return the training
     * @throws IOException if a file is no annotation file or nothing is left of it
     * @throws IllegalArgumentException if a value is missing or out of its range
     */
    public DetectorTraining build() throws IOException {
      DetectorSettings settings = settings();
      return new DetectorTraining(settings, change, words(settings), hooks(settings), listener());
    }
  }
}
