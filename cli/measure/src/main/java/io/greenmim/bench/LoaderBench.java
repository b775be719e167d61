package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.RecordMapper;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.augment.ClassAugmentation;
import io.greenmim.train.augment.RandAugment;
import io.greenmim.train.augment.RandomErasing;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the loader: from image files to augmented crops in tensors, as in training.
 *
 * @param data folder of images
 * @param threads threads that decode and augment
 * @param imageSize size of the crops
 * @param channels channels of the images
 * @param randAugment RandAugment in timm's notation; {@code none} or null for none
 * @param erasing probability that a part of a crop is erased, 0 to 1
 * @param batchSize images of a batch
 * @param batches batches that are measured
 * @param warmup batches before them
 */
public record LoaderBench(
    @Setting(
            value = "Folder of " + ImageFormat.NAMES + " images, walked recursively.",
            label = "DIR",
            required = true)
        String data,
    @Setting(value = "Threads that decode and augment.", usual = "1") int threads,
    @Setting(value = "Side of the crops, or HEIGHTxWIDTH.", usual = "224") ImageSize imageSize,
    @Setting(value = "Channels of the images.", usual = "3") int channels,
    @Setting(
            value =
                "Colours and shapes changed at random, as training of classifiers does:"
                    + " rand-m9-mstd0.5-inc1 say, or none, which is the default.",
            label = "POLICY")
        String randAugment,
    @Setting(value = "Probability that a part of a crop becomes noise.", usual = "0")
        double erasing,
    @Setting(value = "Images of a batch.", usual = "32") int batchSize,
    @Setting(value = "Measured batches.", usual = "100") int batches,
    @Setting(value = "Batches before those that are measured.", usual = "30") int warmup)
    implements Measurement<LoaderBench.Result> {

  private static final int PREFETCH_PER_THREAD = 2;
  private static final String NONE = "none";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public LoaderBench {
    randAugment = randAugment == null ? NONE : randAugment;
    Checks.atLeast("threads", threads, 1);
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("batches", batches, 1);
    Checks.atLeast("warmup", warmup, 1);
    Checks.that(
        channels == 3 || (randAugment.equals(NONE) && erasing == 0),
        "channels: expected 3 with 'randAugment' or 'erasing', got %s",
        channels);
    pictures(randAugment, erasing, imageSize);
  }

  /** How a picture is drawn from an image; without changes as for pre-training. */
  private static ClassAugmentation pictures(
      String randAugment, double erasing, ImageSize imageSize) {
    return new ClassAugmentation(
        Augmentation.PRETRAINING,
        Optional.of(randAugment).filter(policy -> !policy.equals(NONE)).map(RandAugment::parse),
        erasing == 0 ? Optional.empty() : Optional.of(RandomErasing.of(erasing)),
        imageSize,
        Preprocessing.IMAGENET);
  }

  /**
   * What was measured.
   *
   * @param images number of images that were loaded
   * @param seconds time that it took
   * @param files number of images in the folder
   * @param unreadable how many of them could not be read
   */
  public record Result(long images, double seconds, int files, int unreadable) {

    private double imagesPerSecond() {
      return images / seconds;
    }
  }

  private String changes() {
    return (randAugment.equals(NONE) ? "" : ", " + randAugment)
        + (erasing == 0 ? "" : ", erasing " + erasing);
  }

  private record Pinned(LoaderBench settings, String place, Result result) implements Report {

    @Override
    public String text() {
      return TextTable.line(
              "Loader, %d thread(s), %s, crops of %s pixels%s, batch %d",
              settings.threads(),
              place,
              settings.imageSize(),
              settings.changes(),
              settings.batchSize())
          + TextTable.line(
              "%.1f images/s: %d images in %.2f s, from %d files, %d of them unreadable",
              result.imagesPerSecond(),
              result.images(),
              result.seconds(),
              result.files(),
              result.unreadable());
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("settings", RecordMapper.write(settings));
      values.put("place", place);
      values.putAll(RecordMapper.write(result));
      values.put("imagesPerSecond", result.imagesPerSecond());
      return values;
    }
  }

  /**
   * Measures in a virtual machine of its own, which is kept on one core where one thread loads.
   *
   * @param child starts the machine
   * @return the report
   * @throws IOException if a file cannot be written or read, or the machine cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public Report measurePinned(ChildJvm child) throws IOException, InterruptedException {
    Optional<PinnedCore> core = threads == 1 ? PinnedCore.find() : Optional.empty();
    Result result =
        core.map(found -> child.through(found.prefix())).orElse(child).measure("loader", this);
    String place = core.map(found -> "pinned to core " + found.number()).orElse("not pinned");
    return new Pinned(this, place, result);
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws InterruptedException {
    ImageList images = ImageFolderScanner.scan(Path.of(data));
    if (images.size() < batchSize) {
      throw new UserException(
          "batchSize: expected at most the %s image(s) found in %s, got %s"
              .formatted(images.size(), data, batchSize));
    }
    BatchShape shape = BatchShape.of(batchSize, channels, imageSize);
    LoaderThreads loaders = new LoaderThreads(threads, PREFETCH_PER_THREAD * threads);
    StepRange steps = new StepRange(0, (long) warmup + batches);
    UnreadableImages unreadable = new UnreadableImages();
    AugmentedImages plain =
        new AugmentedImages(images, ImageLimits.USUAL, Augmentation.PRETRAINING, shape, 0);
    TrainingSet<byte[], PixelBatch> set =
        new TrainingSet<>(
            randAugment.equals(NONE) && erasing == 0
                ? plain
                : new ChangedImages(
                    plain, images, new ImageDecoder(), pictures(randAugment, erasing, imageSize)),
            new ShuffledOrder(images.size(), batchSize, 0),
            (number, epoch, pictures) -> PixelBatch.of(number, epoch, shape, pictures));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        BatchLoader<PixelBatch> loader = BatchLoader.start(steps, loaders, set.maker(unreadable))) {
      take(loader, manager, warmup);
      long began = System.nanoTime();
      take(loader, manager, batches);
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Result((long) batches * batchSize, seconds, images.size(), unreadable.size());
    }
  }

  private void take(BatchLoader<PixelBatch> loader, NDManager manager, int count)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Interruption.check();
      byte[] pixels = loader.next().pixels();
      int planes = pixels.length / (batchSize * imageSize.height() * imageSize.width());
      Shape shape = new Shape(batchSize, planes, imageSize.height(), imageSize.width());
      NDArray tensor = ImageTensors.upload(manager, pixels, shape);
      tensor.close();
    }
  }
}
