package io.greenmim.train.predict;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.util.Progress;
import io.greenmim.config.Checks;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.model.Encoder;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Devices;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.GreenMimTranslatorFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A model over one image or a folder of images, which threads of its own decode meanwhile: resized
 * and cropped to the centre as the model's configuration says. Images that cannot be read are
 * passed over and recorded.
 *
 * <p>For one thread at a time; interrupting it ends the work between two batches. Holds the model
 * until it is closed.
 *
 * @param <O> what the model answers, such as {@code float[]} for features
 */
public final class FolderPredictor<O> implements AutoCloseable {

  /** Images that are decoded before they are asked for. */
  private static final int LEAST_AHEAD = 32;

  private final ZooModel<PixelImage, O> model;
  private final ImageList images;
  private final int batchSize;
  private final int predictors;
  private final ImageLimits limits;

  private FolderPredictor(Builder<O> given) throws ModelException, IOException {
    batchSize = given.batchSize;
    predictors = given.predictors;
    limits = given.limits;
    images = given.listed == null ? ImageFolderScanner.find(given.images) : given.listed;
    images.passedOver().lines(images.root()).forEach(given.listener);
    model = given.encoder == null ? loaded(given) : inMemory(given);
  }

  private static <O> ZooModel<PixelImage, O> loaded(Builder<O> given)
      throws ModelException, IOException {
    ModelSource source = ModelSource.parse(given.model);
    Device device = given.device == null ? Devices.parse("auto").get(0) : given.device;
    return source.load(PixelImage.class, given.output, device, given.arguments, given.progress);
  }

  /** An encoder that somebody else holds, as a model folder would give it. */
  private static <O> ZooModel<PixelImage, O> inMemory(Builder<O> given) {
    ModelConfig config = given.config;
    Model model = Model.newInstance(config.variant(), given.device, ModelSource.ENGINE);
    model.setBlock(given.encoder);
    model.setProperty(
        GreenMimTranslatorFactory.IMAGE_SIZE, config.encoder().imageSize().toString());
    model.setProperty(EvalTransform.PREPROCESSING, EvalTransform.toJson(config.preprocessing()));
    return new ZooModel<>(
        model,
        new GreenMimTranslatorFactory()
            .newInstance(PixelImage.class, given.output, model, given.arguments));
  }

  /**
   * Begins to describe a predictor.
   *
   * @param <O> what the model answers
   * @param output its class; what there is, the zoo's types of inference say
   * @return a builder
   */
  public static <O> Builder<O> builder(Class<O> output) {
    return new Builder<>(output);
  }

  /**
   * Describes a predictor.
   *
   * @param <O> what the model answers
   */
  public static final class Builder<O> {

    private static final int USUAL_BATCH = 32;

    private final Class<O> output;
    private final Map<String, Object> arguments =
        new HashMap<>(Map.of(GreenMimTranslatorFactory.RESIZE, "false"));
    private String model;
    private Encoder encoder;
    private ModelConfig config;
    private Path images;
    private ImageList listed;
    private int batchSize = USUAL_BATCH;
    private int predictors = 1;
    private Device device;
    private ImageLimits limits = ImageLimits.USUAL;
    private Progress progress;
    private Consumer<String> listener = line -> {};

    private Builder(Class<O> output) {
      this.output = output;
    }

    /**
     * Sets the model.
     *
     * @param source folder of a model or a run, id of a model in the zoo, or an address such as
     *     {@code greenmim://ID/VERSION?zoo=DIR}
     * @return this builder
     */
    public Builder<O> setModel(String source) {
      model = source;
      return this;
    }

    /**
     * Sets an encoder in memory as the model, with the weights that it has when images are shown.
     * It stays the caller's.
     *
     * @param block the encoder
     * @param made what it, or the model that it is part of, is made of
     * @param where the device that its weights are on
     * @return this builder
     */
    public Builder<O> setModel(Encoder block, ModelConfig made, Device where) {
      encoder = block;
      config = made;
      device = where;
      return this;
    }

    /**
     * Sets the images.
     *
     * @param path an image, or a folder of images, walked recursively
     * @return this builder
     */
    public Builder<O> setImages(Path path) {
      images = path;
      return this;
    }

    /**
     * Sets the images, which are in one list.
     *
     * @param list the images; their names are those that answers have
     * @return this builder
     */
    public Builder<O> setImages(ImageList list) {
      listed = list;
      return this;
    }

    /**
     * Sets how many images a pass takes.
     *
     * @param size images, at least 1; 32 without
     * @return this builder
     */
    public Builder<O> optBatchSize(int size) {
      batchSize = size;
      return this;
    }

    /**
     * Sets how many passes are made at the same time, each by a predictor of its own; the answers
     * come in the order of the images all the same. Each pass takes memory of its own; they divide
     * the cores ({@link io.greenmim.ops.EngineThreads}), which no other thread should use for the
     * engine meanwhile.
     *
     * @param count predictors, at least 1; 1 without, at work on the thread that asks
     * @return this builder
     */
    public Builder<O> optPredictors(int count) {
      Checks.atLeast("predictors", count, 1);
      predictors = count;
      return this;
    }

    /**
     * Adds an argument of the model or its translator.
     *
     * @param name such as {@code head} or {@code maskRatio}
     * @param value its value
     * @return this builder
     */
    public Builder<O> optArgument(String name, Object value) {
      arguments.put(name, value);
      return this;
    }

    /**
     * Sets where the model runs.
     *
     * @param where the device; without, the first GPU if there is one
     * @return this builder
     */
    public Builder<O> optDevice(Device where) {
      device = where;
      return this;
    }

    /**
     * Sets how large images may be.
     *
     * @param most the limits; {@link ImageLimits#USUAL} without
     * @return this builder
     */
    public Builder<O> optImageLimits(ImageLimits most) {
      limits = most;
      return this;
    }

    /**
     * Sets who is told how a model of a zoo is fetched.
     *
     * @param told the progress
     * @return this builder
     */
    public Builder<O> optProgress(Progress told) {
      progress = told;
      return this;
    }

    /**
     * Sets who is told which files are passed over.
     *
     * @param told takes one line at a time
     * @return this builder
     */
    public Builder<O> optListener(Consumer<String> told) {
      listener = told;
      return this;
    }

    /**
     * Looks for the images and loads the model.
     *
     * @return the predictor, to be closed
     * @throws ModelException if the model is damaged or does not answer so
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if something is missing or out of its range
     * @throws io.greenmim.train.config.UserException if there is no such model or image
     */
    public FolderPredictor<O> build() throws ModelException, IOException {
      Checks.that(
          model != null || encoder != null,
          "model: expected a folder, an id or an address, got none");
      Checks.that(
          images != null || listed != null,
          "images: expected an image or a folder of images, got none");
      Checks.atLeast("batchSize", batchSize, 1);
      return new FolderPredictor<>(this);
    }
  }

  /**
   * Takes what the model answers.
   *
   * @param <O> type of the answers
   */
  @FunctionalInterface
  public interface Handler<O> {

    /**
     * Takes an answer.
     *
     * @param image name of the image's file, relative to the folder
     * @param answer the answer
     * @throws IOException if it cannot be kept; the work ends
     */
    void take(String image, O answer) throws IOException;
  }

  /**
   * What came of the images.
   *
   * @param images number of images that were answered
   * @param unreadable those that could not be read
   */
  public record Outcome(int images, UnreadableImages unreadable) {}

  /** {@return the images that were found} */
  public ImageList images() {
    return images;
  }

  /** {@return the model, which this predictor closes} */
  public ZooModel<PixelImage, O> model() {
    return model;
  }

  /**
   * Shows all images to the model, in the order of their names.
   *
   * @param handler takes the answers, on this thread
   * @return what came of them
   * @throws IOException if a folder cannot be read, or the handler fails
   * @throws io.greenmim.train.data.DataException if no image can be read
   * @throws InterruptedException if the thread is interrupted
   * @throws TranslateException if the model fails
   */
  public Outcome run(Handler<O> handler)
      throws IOException, InterruptedException, TranslateException {
    Outcome outcome = run(images, handler);
    if (outcome.images() == 0) {
      throw outcome
          .unreadable()
          .nothingReadable(images.size(), "under " + images.root(), images.files().get(0).name());
    }
    return outcome;
  }

  /**
   * Shows some images to the model, in their order; none of them may be readable.
   *
   * @param some the images
   * @param handler takes the answers, on this thread
   * @return what came of them
   * @throws IOException if the handler fails
   * @throws io.greenmim.train.data.DataException if an image has other channels than the model
   * @throws InterruptedException if the thread is interrupted
   * @throws TranslateException if the model fails
   */
  public Outcome run(ImageList some, Handler<O> handler)
      throws IOException, InterruptedException, TranslateException {
    EvalTransform transform = EvalTransform.of(model, Map.of());
    int batches = (some.size() + batchSize - 1) / batchSize;
    try (ImageCrops reader =
            new ImageCrops(some, transform, Math.max(LEAST_AHEAD, 2 * batchSize), limits);
        BatchPasses<O> passes =
            new BatchPasses<>(model, Math.max(1, Math.min(predictors, batches)))) {
      int count = 0;
      List<ImageCrops.Crop> crops = reader.read(batchSize);
      while (!crops.isEmpty() || !passes.isEmpty()) {
        if (!crops.isEmpty()) {
          passes.give(crops);
        }
        if (crops.isEmpty() || passes.isFull()) {
          count += passes.take(handler);
        }
        crops = crops.isEmpty() ? crops : reader.read(batchSize);
      }
      return new Outcome(count, reader.unreadable());
    }
  }

  /** Frees the model. */
  @Override
  public void close() {
    model.close();
  }
}
