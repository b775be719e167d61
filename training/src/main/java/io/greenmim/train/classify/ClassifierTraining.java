package io.greenmim.train.classify;

import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.train.augment.Mixing;
import io.greenmim.train.config.Settings;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageChannels;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.device.Placement;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.run.TrainingBuilder;
import io.greenmim.train.task.DivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A whole training run of a classifier: from labelled images to a folder with weights.
 *
 * <p>{@link #run} is called once, {@link #cancel} from any thread; memory is held until the end.
 */
public final class ClassifierTraining {

  private final Run<ClassifierBatch> run;

  private ClassifierTraining(
      ClassifierSettings settings,
      LabelledData data,
      List<String> commandLine,
      List<RunHook> hooks,
      Consumer<String> listener)
      throws IOException {
    List<String> classes = data.train().classes();
    ModelConfig config = settings.config(classes.size());
    if (settings.input().channels() == null) {
      ImageChannels.requireUsual(
          data.train().images().stream().map(LabelledImage::path).iterator(),
          config.encoder().inChannels());
    }
    ClassifierTask task =
        new ClassifierTask(config, classes, settings.frozen(), settings.recipe().layers());
    TrainingSet<ClassifierSample, ClassifierBatch> images =
        ClassifierTrainingSet.of(data.train(), config, settings);
    Run.Builder<ClassifierBatch> builder =
        Run.builder(task, images)
            .setSettings(settings.run())
            .setEpochs(settings.epochs())
            .setSchedule(steps -> schedule(settings, steps))
            .optUpdate(settings.update())
            .optPlacement(Placement.of(settings.placement()))
            .optOrigin(commandLine, Settings.of(ClassifierSettings.class).named(settings));
    if (settings.init() != null) {
      builder.optWarmStart(() -> ClassifierWeights.read(settings, config, classes));
    }
    builder.addHook(
        new FirstBatchPicture(
            images, data.train(), settings.input().shown(config.encoder().inChannels())));
    hooks.forEach(builder::addHook);
    builder.addHook(
        new SharedImagesHook(data, config.encoder().inChannels(), settings.limits().limits()));
    if (data.validation().isPresent()) {
      ClassifierValidation validation =
          new ClassifierValidation(task, data.validation().get(), settings);
      builder
          .optValidation(validation, settings.validateEvery())
          .addHook(new ScoresHook(validation, listener));
    }
    run = builder.build();
  }

  private static Schedule schedule(ClassifierSettings settings, RunSteps steps) {
    double peak = settings.peakLearningRate(settings.batchSize() * steps.batchesPerStep());
    double warmup =
        Math.min(
            settings.warmupEpochs() * steps.batchesPerEpoch() / steps.batchesPerStep(),
            (double) steps.totalSteps());
    return new CosineSchedule(
        peak,
        Math.min(settings.minLearningRate(), peak),
        warmup,
        steps.totalSteps(),
        settings.recipe().form());
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

  /** Describes the training of a classifier. */
  public static final class Builder extends TrainingBuilder<ClassifierSettings, Builder> {

    private Builder() {
      super(ClassifierSettings.class, "classify train");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Sets the images.
     *
     * @param folder folder of class folders, or of {@code train} and {@code val} with class folders
     *     each; with {@link #optLabels}, the folder that the paths of the list count from
     * @return this builder
     */
    public Builder setData(Path folder) {
      return with("data", folder);
    }

    /**
     * Sets a list of files and labels, in place of class folders.
     *
     * @param list CSV or JSON lines
     * @return this builder
     */
    public Builder optLabels(Path list) {
      return with("labels", list);
    }

    /**
     * Sets such a list of the images to validate on.
     *
     * @param list CSV or JSON lines
     * @return this builder
     */
    public Builder optValLabels(Path list) {
      return with("valLabels", list);
    }

    /**
     * Sets how many images of each class are validated on where nothing else says it.
     *
     * @param share a number in [0, 1); 0 for no validation
     * @return this builder
     */
    public Builder optValShare(double share) {
      return with("valShare", share);
    }

    /**
     * Sets the recipe that gives what is left open.
     *
     * @param recipe the recipe
     * @return this builder
     */
    public Builder optRecipe(ClassifierRecipe recipe) {
      return with("recipe", recipe);
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
     * Sets the size of the images.
     *
     * @param size height and width in pixels
     * @return this builder
     */
    public Builder optImageSize(ImageSize size) {
      return with("imageSize", size);
    }

    /**
     * Sets the length of the linear warm-up.
     *
     * @param epochs number of epochs, 0 or more
     * @return this builder
     */
    public Builder optWarmupEpochs(double epochs) {
      return with("warmupEpochs", epochs);
    }

    /**
     * Sets the learning rate for an effective batch of 256 images.
     *
     * @param rate a positive number
     * @return this builder
     */
    public Builder optBaseLearningRate(double rate) {
      return with("baseLearningRate", rate);
    }

    /**
     * Sets the learning rate at the end of the cosine.
     *
     * @param rate 0 or more
     * @return this builder
     */
    public Builder optMinLearningRate(double rate) {
      return with("minLearningRate", rate);
    }

    /**
     * Sets the smallest share of an image in a random crop.
     *
     * @param share a number in (0, 1]
     * @return this builder
     */
    public Builder optMinScale(double share) {
      return with("minScale", share);
    }

    /**
     * Sets the changes of colours and shapes.
     *
     * @param policy RandAugment in timm's notation, such as {@code rand-m9-mstd0.5-inc1}, or {@code
     *     none}
     * @return this builder
     */
    public Builder optRandAugment(String policy) {
      return with("randAugment", policy);
    }

    /**
     * Sets how often a part of an image becomes noise.
     *
     * @param probability a number from 0 to 1
     * @return this builder
     */
    public Builder optErasing(double probability) {
      return with("erasing", probability);
    }

    /**
     * Sets the parameter of Mixup's share.
     *
     * @param alpha 0 or more; 0 for no Mixup
     * @return this builder
     */
    public Builder optMixup(double alpha) {
      return with("mixup", alpha);
    }

    /**
     * Sets the parameter of CutMix's share.
     *
     * @param alpha 0 or more; 0 for no CutMix
     * @return this builder
     */
    public Builder optCutMix(double alpha) {
      return with("cutMix", alpha);
    }

    /**
     * Sets what is mixed alike.
     *
     * @param mode a batch, pairs or each image
     * @return this builder
     */
    public Builder optMixMode(Mixing.Mode mode) {
      return with("mixMode", mode);
    }

    /**
     * Sets the share of a label that goes to all classes alike.
     *
     * @param share a number in [0, 1)
     * @return this builder
     */
    public Builder optSmoothing(double share) {
      return with("smoothing", share);
    }

    /**
     * Sets how much each class counts in the loss.
     *
     * @param weights {@code balanced}, or a number for each class in the order of their names,
     *     joined by commas
     * @return this builder
     */
    public Builder optClassWeights(String weights) {
      return with("classWeights", weights);
    }

    private static String said(boolean usual, ClassifierSettings settings, LabelledImages images) {
      String why =
          !usual
              ? ""
              : ", as there are %s %s images"
                  .formatted(
                      settings.recipe() == ClassifierRecipe.SMALL ? "fewer than" : "at least",
                      ClassifierRecipe.MANY_IMAGES);
      return "recipe %s%s: %s epochs of %s images of %s classes"
          .formatted(
              settings.recipe().name().toLowerCase(Locale.ROOT),
              why,
              settings.epochs(),
              images.size(),
              images.classes().size());
    }

    /**
     * Looks for the images; writes nothing.
     *
     * @return the training
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a value is missing or out of its range, or the images are
     *     not what they have to be
     */
    public ClassifierTraining build() throws IOException {
      ClassifierSettings given = settings();
      LabelledData data = LabelledData.read(given.labelled(), given.run().seed(), listener());
      int images = data.train().size();
      ClassifierSettings settings = given.completed(images);
      if (images < settings.batchSize()) {
        throw new IllegalArgumentException(
            "batchSize: expected at most the %s image(s) to train on in %s, got %s"
                .formatted(images, data.train().place(), settings.batchSize()));
      }
      listener().accept(said(given.recipe() == null, settings, data.train()));
      return new ClassifierTraining(settings, data, words(settings), hooks(settings), listener());
    }
  }
}
