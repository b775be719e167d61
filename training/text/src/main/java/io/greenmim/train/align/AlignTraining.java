package io.greenmim.train.align;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.text.MiniLm;
import io.greenmim.text.SentenceFolder;
import io.greenmim.text.align.AlignedConfig;
import io.greenmim.train.align.AlignBatch.Pair;
import io.greenmim.train.align.FeaturesHook.SentenceFiles;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.device.Placement;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.run.TrainingBuilder;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.EncoderStart;
import io.greenmim.train.task.WarmStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A whole alignment of images with sentences: from captions and an encoder that comes trained to a
 * folder with a model of both (Zhai et al., 2022, arXiv 2111.07991).
 *
 * <p>{@link #run} is called once, {@link #cancel} from any thread.
 */
public final class AlignTraining {

  private final Run<AlignBatch> run;

  /** What is read before a training is built. */
  private record Sources(
      CaptionedImages data, Optional<SentenceFolder> text, Optional<LabelledImages> zeroShot) {}

  private AlignTraining(
      AlignSettings settings,
      Sources sources,
      List<String> commandLine,
      List<RunHook> hooks,
      Consumer<String> listener) {
    CaptionedImages data = sources.data();
    ModelConfig encoder = settings.encoder();
    AlignedConfig config =
        settings.config(encoder, sources.text().map(SentenceFolder::config).orElse(MiniLm.CONFIG));
    AlignTask task = new AlignTask(config, settings, data);
    long seed = settings.run().seed();
    TrainingSet<Pair, AlignBatch> pairs =
        new TrainingSet<>(
            new PairSamples(data, seed),
            new ShuffledOrder(data.trained(), settings.batchSize(), seed),
            (number, epoch, samples) -> new AlignBatch(samples));
    Run.Builder<AlignBatch> builder =
        Run.builder(task, pairs)
            .setSettings(settings.run())
            .setEpochs(settings.epochs())
            .setSchedule(steps -> schedule(settings, steps))
            .optUpdate(settings.update())
            .optPlacement(Placement.of(settings.placement()))
            .optOrigin(commandLine, Settings.of(AlignSettings.class).named(settings))
            .optWarmStart(() -> start(settings, encoder));
    hooks.forEach(builder::addHook);
    builder.addHook(
        new FeaturesHook(
            task,
            settings,
            sources.text().<SentenceFiles>map(text -> text::copyTo).orElse(MiniLm::copyTo)));
    if (data.heldOut() > 0) {
      AlignValidation validation = new AlignValidation(task, settings);
      builder
          .optValidation(validation, settings.validateEvery())
          .addHook(new RetrievalHook(validation, listener));
    }
    sources
        .zeroShot()
        .ifPresent(images -> builder.addHook(new ZeroShotHook(settings, images, listener)));
    run = builder.build();
  }

  private static CosineSchedule schedule(AlignSettings settings, RunSteps steps) {
    double warmup =
        Math.min(
            settings.warmupEpochs() * steps.batchesPerEpoch() / steps.batchesPerStep(),
            (double) steps.totalSteps());
    return new CosineSchedule(
        settings.learningRate(), 0, warmup, steps.totalSteps(), CosineSchedule.Form.AFTER_WARMUP);
  }

  /** The encoder's weights by the names of the model of both. */
  private static WarmStart start(AlignSettings settings, ModelConfig encoder) throws IOException {
    WarmStart start =
        EncoderStart.read(
                settings.init(),
                settings.prefix(),
                ImportOptions.defaults().withTableResize(settings.resize()),
                encoder)
            .with(Map.of());
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    start.tensors().forEach((name, tensor) -> tensors.put("encoder." + name, tensor));
    return new WarmStart(start.summary(), tensors);
  }

  /**
   * Trains from the beginning, or from the last checkpoint if the settings say so, to the end.
   *
   * @return how it ended
   * @throws IOException if a file cannot be written or a checkpoint is damaged
   * @throws DivergedException if too much is not finite
   * @throws io.greenmim.train.config.UserException as {@link Run#run} does
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

  /** Describes an alignment. */
  public static final class Builder extends TrainingBuilder<AlignSettings, Builder> {

    private Builder() {
      super(AlignSettings.class, "align");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Sets the images.
     *
     * @param folder folder that the names in the file of captions count from
     * @return this builder
     */
    public Builder setImages(Path folder) {
      return with("images", folder);
    }

    /**
     * Sets what is said of them.
     *
     * @param file COCO's JSON of captions, CSV or JSON lines
     * @return this builder
     */
    public Builder setCaptions(Path file) {
      return with("captions", file);
    }

    /**
     * Sets how many images are held out.
     *
     * @param share a number in [0, 1); 0 for no validation
     * @return this builder
     */
    public Builder optValShare(double share) {
      return with("valShare", share);
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
     * Sets images whose classes the model tells by their names alone, at the end.
     *
     * @param images class folders, or a list of files and labels; those that are trained on are
     *     left out
     * @param prompt what is said of a class, whose name stands for <code>{}</code>; several with
     *     bars between them count as their mean
     * @return this builder
     */
    public Builder optZeroShot(Path images, String prompt) {
      return with("zeroShot", images).with("prompt", prompt);
    }

    /**
     * Sets the encoder of sentences, instead of the one that comes along.
     *
     * @param folder a folder as {@link SentenceFolder} reads it
     * @return this builder
     */
    public Builder optText(Path folder) {
      return with("text", folder);
    }

    /**
     * Sets what is trained of the encoder.
     *
     * @param stages 0 for nothing, 1 for its last stage
     * @return this builder
     */
    public Builder optTrainedStages(int stages) {
      return with("trainedStages", stages);
    }

    /**
     * Sets what is asked of images and sentences.
     *
     * @param loss the loss
     * @return this builder
     */
    public Builder optLoss(AlignLoss loss) {
      return with("loss", loss);
    }

    /**
     * Sets the length of vectors.
     *
     * @param numbers numbers of a vector, at least 1
     * @return this builder
     */
    public Builder optSize(int numbers) {
      return with("size", numbers);
    }

    /**
     * Sets the highest learning rate.
     *
     * @param rate a positive number
     * @return this builder
     */
    public Builder optLearningRate(double rate) {
      return with("learningRate", rate);
    }

    /**
     * Looks for the images and reads the captions; writes nothing.
     *
     * @return the training
     * @throws IOException if the options of a run to resume, or an encoder of sentences, cannot be
     *     read
     * @throws IllegalArgumentException if a value is missing or out of its range
     * @throws io.greenmim.train.data.DataException if the captions or the labelled images are not
     *     what they have to be
     */
    public AlignTraining build() throws IOException {
      AlignSettings settings = settings();
      Optional<SentenceFolder> text =
          settings.text() == null
              ? Optional.empty()
              : Optional.of(SentenceFolder.read(settings.text()));
      CaptionedImages data =
          CaptionFile.read(settings.captions(), settings.images(), listener())
              .split(settings.valShare(), settings.run().seed());
      if (data.trained() < settings.batchSize()) {
        throw new IllegalArgumentException(
            "batchSize: expected at most the %s image(s) to train on in %s, got %s"
                .formatted(data.trained(), data.place(), settings.batchSize()));
      }
      listener()
          .accept(
              "%s images to train on, %s held out, %s sentences"
                  .formatted(data.trained(), data.heldOut(), data.sentences().size()));
      Optional<LabelledImages> classes =
          settings.zeroShot() == null
              ? Optional.empty()
              : Optional.of(ZeroShotHook.images(settings.zeroShot(), data, listener()));
      return new AlignTraining(
          settings, new Sources(data, text, classes), words(settings), hooks(settings), listener());
    }
  }
}
