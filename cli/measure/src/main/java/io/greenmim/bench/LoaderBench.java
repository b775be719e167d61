package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.LoaderSettings;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;

/** Measures the loader: from image files to augmented crops in tensors, as in training. */
public final class LoaderBench {

  private static final int PREFETCH_PER_THREAD = 2;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param data folder of images
   * @param threads threads that decode and augment
   * @param imageSize side of the crops in pixels
   * @param batchSize images of a batch
   * @param batches batches that are measured
   * @param warmup batches before them
   */
  public record Settings(
      String data, int threads, int imageSize, int batchSize, int batches, int warmup) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Settings {
      PretrainCase.atLeast("--threads", threads, 1);
      PretrainCase.atLeast("--image-size", imageSize, 1);
      PretrainCase.atLeast("--batch-size", batchSize, 1);
      PretrainCase.atLeast("--batches", batches, 1);
      PretrainCase.atLeast("--warmup", warmup, 1);
    }
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

    /**
     * Returns the speed.
     *
     * @return images per second
     */
    public double imagesPerSecond() {
      return images / seconds;
    }
  }

  /**
   * Makes a benchmark.
   *
   * @param settings what to measure
   */
  public LoaderBench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Loads the batches in this virtual machine.
   *
   * @return what was measured
   * @throws InterruptedException if the thread is interrupted
   * @throws UserException if the folder has too few images
   */
  public Result run() throws InterruptedException {
    ImageList images = ImageFolderScanner.scan(Path.of(settings.data()));
    if (images.size() < settings.batchSize()) {
      throw new UserException(
          "--batch-size: expected at most the %s image(s) found in %s, got %s"
              .formatted(images.size(), settings.data(), settings.batchSize()));
    }
    int side = settings.imageSize();
    BatchShape shape = new BatchShape(settings.batchSize(), side, side);
    LoaderThreads threads =
        new LoaderThreads(settings.threads(), PREFETCH_PER_THREAD * settings.threads());
    StepRange steps = new StepRange(0, (long) settings.warmup() + settings.batches());
    UnreadableImages unreadable = new UnreadableImages();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        BatchLoader<PixelBatch> loader =
            BatchLoader.start(
                new LoaderSettings(
                    images, ImageLimits.USUAL, Augmentation.PRETRAINING, shape, 0, steps, threads),
                batch -> batch,
                unreadable)) {
      take(loader, manager, settings.warmup());
      long began = System.nanoTime();
      take(loader, manager, settings.batches());
      double seconds = (System.nanoTime() - began) / 1e9;
      long count = (long) settings.batches() * settings.batchSize();
      return new Result(count, seconds, images.size(), unreadable.size());
    }
  }

  private void take(BatchLoader<PixelBatch> loader, NDManager manager, int batches)
      throws InterruptedException {
    int side = settings.imageSize();
    Shape shape = new Shape(settings.batchSize(), 3, side, side);
    for (int i = 0; i < batches; i++) {
      Interruption.check();
      NDArray tensor = ImageTensors.upload(manager, loader.next().pixels(), shape);
      tensor.close();
    }
  }

  /**
   * Measures in this virtual machine what a file asks for.
   *
   * @param settings file of the settings
   * @param result file to write
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void runCase(Path settings, Path result) throws IOException, InterruptedException {
    Settings read = ConfigFile.read(Settings.class, settings);
    ConfigFile.write(result, new LoaderBench(read).run());
  }
}
