package io.greenmim.train.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.text.SentenceEncoder;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.translate.EvalTransform;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Computes what the locked parts make of all images and sentences, when a run begins. */
final class FeaturesHook implements RunHook {

  private static final int BATCH = 32;
  private static final int AHEAD = 2;
  private static final String FILE = "features.tmp";

  private final AlignTask task;
  private final SentenceFiles text;
  private final EvalTransform transform;
  private final ImageDecoder decoder;
  private final Precision precision;
  private final int threads;

  FeaturesHook(AlignTask task, AlignSettings settings, SentenceFiles text) {
    this.task = task;
    this.text = text;
    transform =
        new EvalTransform(task.config().encoder().imageSize(), true, task.config().preprocessing());
    decoder = new ImageDecoder(settings.limits().limits());
    precision = settings.placement().precision();
    threads = settings.run().threads();
  }

  /** Where the encoder of sentences comes from. */
  @FunctionalInterface
  interface SentenceFiles {

    /** Copies it into a folder, if it is not there. */
    void copyTo(Path folder) throws IOException;
  }

  /** Some of the images, as they could be read. */
  private record Crops(List<Integer> read, List<PixelImage> pixels) {}

  @Override
  public void begins(RunView run) throws IOException {
    CaptionedImages data = task.data();
    long began = System.nanoTime();
    text.copyTo(run.folder());
    float[][] sentences = sentences(run);
    PairFeatures features =
        new PairFeatures(run.folder().resolve(FILE), data.images().size(), sentences);
    task.use(features);
    int read = images(run, features);
    if (IntStream.range(0, data.trained()).noneMatch(features::has)) {
      throw run.unreadable()
          .nothingReadable(
              data.images().size(), "under " + data.place(), data.images().get(0).name());
    }
    run.messages()
        .accept(
            String.format(
                Locale.ROOT,
                "computed what is locked: %d of %d images, %d sentences, %.0f s",
                read,
                data.images().size(),
                sentences.length,
                (System.nanoTime() - began) / 1e9));
  }

  private float[][] sentences(RunView run) throws IOException {
    try (SentenceEncoder encoder = SentenceEncoder.load(run.folder(), task.config().text())) {
      return task.data().sentences().parallelStream().map(encoder::embed).toArray(float[][]::new);
    }
  }

  private int images(RunView run, PairFeatures features) throws IOException {
    int count = task.data().images().size();
    int read = 0;
    try (BatchLoader<Crops> loader =
        BatchLoader.start(
            new StepRange(0, (count + BATCH - 1) / BATCH),
            new LoaderThreads(threads, AHEAD * threads),
            (step, cancelled) -> read((int) step, cancelled, run))) {
      while (loader.hasNext()) {
        if (run.stop().getAsBoolean()) {
          throw new UserException("stopped before the first step: nothing was trained");
        }
        Crops crops = loader.next();
        if (!crops.read().isEmpty()) {
          write(run.manager(), crops, features);
          read += crops.read().size();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("reading was interrupted").initCause(e);
    }
    return read;
  }

  private Optional<Crops> read(int number, BooleanSupplier cancelled, RunView run) {
    Crops crops = new Crops(new ArrayList<>(), new ArrayList<>());
    int end = Math.min(task.data().images().size(), (number + 1) * BATCH);
    for (int i = number * BATCH; i < end; i++) {
      if (cancelled.getAsBoolean()) {
        return Optional.empty();
      }
      CaptionedImage image = task.data().images().get(i);
      try {
        int channels = transform.preprocessing().channels();
        PixelImage decoded = decoder.decode(image.path(), channels, Integer.MAX_VALUE);
        crops.pixels().add(transform.apply(decoded));
        crops.read().add(i);
      } catch (UnreadableImageException e) {
        run.unreadable().add(image.name(), e.reason());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.of(crops);
  }

  private void write(NDManager manager, Crops crops, PairFeatures features) throws IOException {
    try (NDManager pass = manager.newSubManager();
        Autograd.Paused paused = Autograd.pause()) {
      NDList images = new NDList();
      for (PixelImage crop : crops.pixels()) {
        images.add(ImageTensors.normalised(pass, crop, transform.preprocessing()));
      }
      NDArray batch = NDArrays.concat(images, 0);
      features.write(crops.read(), task.locked(new PassStore(pass, precision), batch));
    }
  }

  @Override
  public void close() throws IOException {
    if (task.features() != null) {
      task.features().close();
    }
  }
}
