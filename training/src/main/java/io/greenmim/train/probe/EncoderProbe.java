package io.greenmim.train.probe;

import ai.djl.ModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.util.Progress;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Devices;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the features of an encoder, which stays as it is, tell of the classes of images: the pooled
 * features that {@code greenmim features} gives, computed once for all questions.
 *
 * <p>For one thread at a time; interrupting it ends the work. Holds the model until it is closed.
 */
public final class EncoderProbe implements AutoCloseable {

  private final ProbeSettings settings;
  private final LabelledData data;
  private final FolderPredictor<float[]> predictor;
  private final UnreadableImages unreadable = new UnreadableImages();
  private final LabelledFeatures features;
  private final String variant;

  private EncoderProbe(ProbeSettings settings, Builder given)
      throws ModelException, IOException, InterruptedException, TranslateException {
    this.settings = settings;
    data = LabelledData.read(settings.labels(), settings.seed(), given.listener);
    ImageList images = LabelledFeatures.images(data);
    predictor = predictor(images, given.progress);
    try {
      if (!Boolean.parseBoolean(model().getProperty(GreenMimBlockFactory.PRETRAINED))) {
        given.listener.accept(settings.model() + " has no trained weights, they are random");
      }
      variant = new ProbedModel(model()).config().variant();
      features = LabelledFeatures.of(data, features(images, given.listener));
    } catch (IOException | InterruptedException | TranslateException | RuntimeException e) {
      predictor.close();
      throw e;
    }
  }

  private FolderPredictor<float[]> predictor(ImageList images, Progress progress)
      throws ModelException, IOException {
    FolderPredictor.Builder<float[]> builder =
        FolderPredictor.builder(float[].class)
            .setModel(settings.model())
            .setImages(images)
            .optBatchSize(settings.batchSize())
            .optPredictors(settings.predictors())
            .optDevice(Devices.parse(settings.device()).get(0))
            .optImageLimits(settings.limits().limits())
            .optProgress(progress)
            .optArgument(ModelArguments.HEAD, "false");
    builder.optArgument(ModelArguments.PRECISION, settings.precision().toString());
    if (settings.imageSize() != null) {
      builder.optArgument(GreenMimTranslatorFactory.IMAGE_SIZE, settings.imageSize().toString());
    }
    return builder.build();
  }

  private Map<String, float[]> features(ImageList images, Consumer<String> listener)
      throws IOException, InterruptedException, TranslateException {
    FeatureCache cache =
        settings.cache() == null
            ? null
            : FeatureCache.in(
                settings.cache(),
                model().getBlock(),
                settings.precision(),
                new ProbedModel(model()).transform(),
                images);
    if (cache != null && cache.exists()) {
      listener.accept("features from " + cache);
      Map<String, float[]> kept = cache.read();
      images.files().stream()
          .map(ImageFile::name)
          .filter(name -> !kept.containsKey(name))
          .forEach(name -> unreadable.add(name, "could not be read when features were kept"));
      return kept;
    }
    long began = System.nanoTime();
    Map<String, float[]> found = new HashMap<>();
    FolderPredictor.Outcome outcome = predictor.run(found::put);
    unreadable.addAll(outcome.unreadable().snapshot());
    double seconds = (System.nanoTime() - began) / 1e9;
    listener.accept(
        String.format(
            Locale.ROOT,
            "%d features in %.1f s, %.0f images/s",
            found.size(),
            seconds,
            found.size() / seconds));
    if (cache != null) {
      cache.write(found);
    }
    return found;
  }

  /**
   * Begins to describe a probe.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Describes a probe. */
  public static final class Builder {

    private final Settings<ProbeSettings> type = Settings.of(ProbeSettings.class);
    private final Map<String, Object> values = new HashMap<>();
    private Consumer<String> listener = line -> {};
    private Progress progress;

    private Builder() {}

    private Builder with(String component, Object value) {
      values.put(component, value);
      return this;
    }

    /**
     * Takes over all values of settings.
     *
     * @param all the settings
     * @return this builder
     */
    public Builder optSettings(ProbeSettings all) {
      values.putAll(type.values(all));
      return this;
    }

    /**
     * Sets the model.
     *
     * @param source folder of a model or a run, id of a model in the zoo, or an address
     * @return this builder
     */
    public Builder setModel(String source) {
      return with("model", source);
    }

    /**
     * Sets the images.
     *
     * @param folder a folder of class folders, or with {@code train} and {@code val}
     * @return this builder
     */
    public Builder setData(Path folder) {
      return with("data", folder);
    }

    /**
     * Sets lists of files and labels instead of class folders.
     *
     * @param train images to learn from
     * @param validation images to judge by; null to split the others
     * @return this builder
     */
    public Builder optLabels(Path train, Path validation) {
      return with("labels", train).with("valLabels", validation);
    }

    /**
     * Sets what images are cut to.
     *
     * @param size the size; without, that of the model
     * @return this builder
     */
    public Builder optImageSize(ImageSize size) {
      return with("imageSize", size);
    }

    /**
     * Sets the images of a pass through the encoder.
     *
     * @param images number of images
     * @return this builder
     */
    public Builder optBatchSize(int images) {
      return with("batchSize", images);
    }

    /**
     * Sets how many passes are made at the same time.
     *
     * @param count predictors, at least 1; 1 without
     * @return this builder
     */
    public Builder optPredictors(int count) {
      return with("predictors", count);
    }

    /**
     * Sets where features are kept.
     *
     * @param folder the folder; without, they are not
     * @return this builder
     */
    public Builder optCache(Path folder) {
      return with("cache", folder);
    }

    /**
     * Sets the seed of what is split, held out or drawn.
     *
     * @param seed the seed
     * @return this builder
     */
    public Builder optSeed(long seed) {
      return with("seed", seed);
    }

    /**
     * Sets who is told what is passed over, and how the features came.
     *
     * @param told takes one line at a time
     * @return this builder
     */
    public Builder optListener(Consumer<String> told) {
      listener = told;
      return this;
    }

    /**
     * Sets who is told how a model of a zoo is fetched.
     *
     * @param told the progress
     * @return this builder
     */
    public Builder optProgress(Progress told) {
      progress = told;
      return this;
    }

    /**
     * Loads the model and computes the features of all images.
     *
     * @return the probe, to be closed
     * @throws ModelException if the model is damaged or gives no features
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if a value is missing or out of its range
     * @throws io.greenmim.train.config.UserException if there is no such model, or nothing to judge
     *     by
     * @throws io.greenmim.train.data.DataException if the images are not what they have to be
     * @throws InterruptedException if the thread is interrupted
     * @throws TranslateException if the model fails
     */
    public EncoderProbe build()
        throws ModelException, IOException, InterruptedException, TranslateException {
      return new EncoderProbe(type.create(values), this);
    }
  }

  private ZooModel<PixelImage, float[]> model() {
    return predictor.model();
  }

  /** {@return names of the classes, in the order of their numbers} */
  public List<String> classes() {
    return data.train().classes();
  }

  /** {@return images that could not be read, with the reasons} */
  public UnreadableImages unreadable() {
    return unreadable;
  }

  /** {@return features of the images to learn from} */
  public FeatureTable train() {
    return features.train();
  }

  /** {@return features of the images to judge by} */
  public FeatureTable validation() {
    return features.validation();
  }

  /** {@return what was probed} */
  public ProbedImages images() {
    return new ProbedImages(
        settings.model(),
        variant,
        new ProbedModel(model()).transform().imageSize(),
        features.train().channels(),
        features.classes(),
        features.train().size(),
        features.validation().size(),
        features.guessed(1),
        features.guessed(5));
  }

  /**
   * Asks the nearest neighbours.
   *
   * @param votes how they vote
   * @return how often they are right
   */
  public ProbeResult neighbours(NeighbourVotes votes) {
    String way =
        "nearest neighbours (k %s, temperature %s)"
            .formatted(votes.neighbours(), votes.temperature());
    return ProbeResult.of(images(), way, features.ask(votes, model().getNDManager()));
  }

  /**
   * Trains a linear classifier of the features.
   *
   * @param how how it is trained
   * @return how often it is right
   * @throws InterruptedException if the thread is interrupted
   */
  public LinearResult linear(LinearSettings how) throws InterruptedException {
    LinearProbe probe = new LinearProbe(how, features.classes(), settings.seed());
    try (NDManager manager = model().getNDManager().newSubManager()) {
      LinearProbe.Choice choice = probe.choose(manager, features.train());
      ProbeHead head = probe.fit(manager, features.train(), choice.rate());
      ProbeScore score = probe.score(manager, head, features.validation());
      Map<Double, Double> tried = new LinkedHashMap<>();
      choice.tried().forEach((rate, one) -> tried.put(rate, one.top1().share()));
      String way =
          "linear probe (%s, %s epochs, base rate %s)"
              .formatted(
                  how.optimiser().name().toLowerCase(Locale.ROOT),
                  how.epochs(),
                  LinearResult.plain(choice.rate()));
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("loss", score.loss());
      more.put("baseLearningRate", choice.rate());
      more.put("tried", tried);
      ProbeResult result = new ProbeResult(images(), way, score.top1(), score.top5(), more);
      return new LinearResult(result, score.loss(), choice.rate(), tried, head.folded());
    }
  }

  /**
   * Writes the encoder with a linear probe on it as a classifier: the folder of a model, with the
   * names of the classes, and the result in {@code probe.json}.
   *
   * @param folder the folder; made if need be
   * @param probe the result of {@link #linear}
   * @return size of the images that the classifier wants where nobody tells another: the one that
   *     was probed, unless the encoder has tensors that belong to its own
   * @throws IOException if a file cannot be written
   */
  public ImageSize save(Path folder, LinearResult probe) throws IOException {
    ModelConfig written = new ProbedModel(model()).save(folder, probe.head(), classes());
    AtomicFiles.writeText(
        folder.resolve("probe.json"), ConfigFile.toJson(probe.result().values()) + "\n");
    return written.encoder().imageSize();
  }

  /** Frees the model. */
  @Override
  public void close() {
    predictor.close();
  }
}
