package io.greenmim.train.pretrain;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.config.ImageSize;
import io.greenmim.config.LatentOrder;
import io.greenmim.config.ResponseNorm;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.GroupedWindows;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.RateSchedule;
import io.greenmim.train.config.Settings;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageChannels;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.device.Placement;
import io.greenmim.train.label.LabelSettings;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.probe.ProbeHook;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.run.TrainingBuilder;
import io.greenmim.train.task.DivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A whole pre-training run: from a folder of images to a folder with weights and reports.
 *
 * <p>{@link #run} is called once, {@link #cancel} from any thread. Memory and the folder are held
 * while it runs, and freed at its end, however it ends.
 */
public final class Pretraining {

  private final Run<MaskedBatch> run;

  private Pretraining(
      PretrainSettings settings,
      List<String> commandLine,
      List<RunHook> hooks,
      Consumer<String> listener)
      throws IOException {
    if (!settings.run().resume()) { // An older run may say what has no effect.
      GroupedWindows.check(settings.method(), settings.model(), settings.grouping());
    }
    ImageList images = ImageFolderScanner.scan(settings.data());
    images.passedOver().lines(images.root()).forEach(listener);
    if (settings.input().channels() == null) {
      ImageChannels.requireUsual(
          IntStream.range(0, images.size()).mapToObj(images::path).iterator(),
          settings.modelConfig().encoder().inChannels());
    }
    requireEnough(settings, images.size());
    MaskedImageTask task = new MaskedImageTask(settings.modelConfig(), settings.firstWeights());
    Run.Builder<MaskedBatch> builder =
        Run.builder(task, MaskedImages.of(settings, images, task.model()))
            .setSettings(settings.run())
            .setEpochs(settings.epochs())
            .setSchedule(steps -> PretrainSchedule.of(settings, steps))
            .optUpdate(settings.update())
            .optPlacement(Placement.of(settings.placement()))
            .optOrigin(commandLine, Settings.of(PretrainSettings.class).named(settings));
    if (settings.init() != null) {
      builder.optWarmStart(
          () ->
              PretrainedWeights.read(
                  settings.init(),
                  settings.prefix(),
                  ImportOptions.defaults()
                      .withTableResize(settings.resize())
                      .withChannels(settings.input().fit()),
                  task.config()));
    }
    if (settings.valData() != null) {
      builder.optValidation(
          new MaskedImageValidation(task, settings, settings.placement().precision()),
          settings.validateEvery());
    }
    EpochPictures.of(settings, task.model(), images).ifPresent(builder::optPictures);
    hooks.forEach(builder::addHook);
    if (settings.probe() != null) {
      builder.addHook(probe(settings, task, listener));
    }
    run = builder.build();
    if (settings.init() == null && !settings.run().resume()) {
      RunSteps steps = run.steps();
      long views = steps.totalSteps() * steps.batchesPerStep() * settings.batchSize();
      listener.accept(PretrainAdvice.of(settings.model(), images.size(), views));
    }
  }

  private static ProbeHook probe(
      PretrainSettings settings, MaskedImageTask task, Consumer<String> listener) {
    long seed = settings.run().seed();
    return new ProbeHook(
        task.model().encoder(),
        task.config(),
        LabelledData.read(LabelSettings.of(settings.probe()), seed, listener),
        new ProbeHook.Settings(
            settings.probeEvery(),
            seed,
            settings.averageDecay() > 0 ? ValidationScore.AVERAGE : ValidationScore.LAST,
            settings.limits().limits()));
  }

  /**
   * Begins to describe a run.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Describes a pre-training run. */
  public static final class Builder extends TrainingBuilder<PretrainSettings, Builder> {

    private Builder() {
      super(PretrainSettings.class, "pretrain");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Sets the images to train on.
     *
     * @param folder folder of images, walked recursively
     * @return this builder
     */
    public Builder setData(Path folder) {
      return with("data", folder);
    }

    /**
     * Sets the images to validate on.
     *
     * @param folder folder of images
     * @return this builder
     */
    public Builder optValData(Path folder) {
      return with("valData", folder);
    }

    /**
     * Lets nearest neighbours and a linear probe show what the encoder has learnt, which the
     * training does not see.
     *
     * @param images folder of class folders, or a list of files and labels, whose paths count from
     *     its folder
     * @param epochs epochs from one probe to the next
     * @return this builder
     */
    public Builder optProbe(Path images, int epochs) {
      return with("probe", images).with("probeEvery", epochs);
    }

    /**
     * Sets how the encoder is pre-trained.
     *
     * @param method the method
     * @return this builder
     */
    public Builder optMethod(PretrainMethod method) {
      return with("method", method);
    }

    /**
     * Sets the size of the training images.
     *
     * @param size height and width in pixels, multiples of the mask patch
     * @return this builder
     */
    public Builder optImageSize(ImageSize size) {
      return with("imageSize", size);
    }

    /**
     * Sets the size of the patches that are hidden.
     *
     * @param side side in pixels, a multiple of the encoder's total stride
     * @return this builder
     */
    public Builder optMaskPatch(int side) {
      return with("maskPatch", side);
    }

    /**
     * Sets the share of hidden patches.
     *
     * @param share a number between 0 and 1, both excluded
     * @return this builder
     */
    public Builder optMaskRatio(double share) {
      return with("maskRatio", share);
    }

    /**
     * Sets which images hide the same patches.
     *
     * @param sharing all of a batch, or none
     * @return this builder
     */
    public Builder optMasks(MaskSharing sharing) {
      return with("masks", sharing);
    }

    /**
     * Sets what hidden patches look like.
     *
     * @param shape the shape
     * @return this builder
     */
    public Builder optMaskShape(MaskShape shape) {
      return with("maskShape", shape);
    }

    /**
     * Sets how windows are grouped.
     *
     * @param mode the mode
     * @return this builder
     */
    public Builder optGrouping(GroupingMode mode) {
      return with("grouping", mode);
    }

    /**
     * Sets where GreenMIM's decoder puts the latents of the visible patches.
     *
     * @param order each at its own patch, or as the published code does
     * @return this builder
     */
    public Builder optLatentOrder(LatentOrder order) {
      return with("latentOrder", order);
    }

    /**
     * Sets what the response norms of ConvNeXt V2 are taken over.
     *
     * @param over the visible patches of an image, or of the batch
     * @return this builder
     */
    public Builder optResponseNorm(ResponseNorm over) {
      return with("responseNorm", over);
    }

    /**
     * Sets how windows are shifted where they do not divide the map of a whole image.
     *
     * @param order the order of filling and shifting
     * @return this builder
     */
    public Builder optWindowOrder(WindowOrder order) {
      return with("windowOrder", order);
    }

    /**
     * Sets the length of the linear warm-up.
     *
     * @param epochs epochs
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
     * Sets how the learning rate falls.
     *
     * @param schedule the schedule
     * @return this builder
     */
    public Builder optSchedule(RateSchedule schedule) {
      return with("schedule", schedule);
    }

    /**
     * Sets the learning rate at the end of a cosine.
     *
     * @param rate 0 or more
     * @return this builder
     */
    public Builder optMinLearningRate(double rate) {
      return with("minLearningRate", rate);
    }

    /**
     * Sets how the weights of a fresh model are drawn.
     *
     * @param way the way
     * @return this builder
     */
    public Builder optFirstWeights(FirstWeights way) {
      return with("firstWeights", way);
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
     * Looks for the images; writes nothing.
     *
     * @return the run
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a value is missing or out of its range, or the images are
     *     too few
     */
    public Pretraining build() throws IOException {
      PretrainSettings settings = settings();
      return new Pretraining(settings, words(settings), hooks(settings), listener());
    }
  }

  /** Demands a batch of images. */
  static void requireEnough(PretrainSettings settings, int images) {
    int batch = settings.batchSize();
    if (images < batch) {
      throw new IllegalArgumentException(
          "batchSize: expected at most the %s image(s) found in %s, got %s"
              .formatted(images, settings.data(), batch));
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
}
