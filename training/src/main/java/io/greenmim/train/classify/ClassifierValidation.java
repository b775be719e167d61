package io.greenmim.train.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ImageSize;
import io.greenmim.image.PixelPlanes;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.score.ClassReport;
import io.greenmim.train.score.ClassTally;
import io.greenmim.train.score.TopHits;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Validation;
import io.greenmim.translate.EvalTransform;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks at labelled images with a classifier under training: loss, and how often it is right. */
final class ClassifierValidation implements Validation {

  private static final int AHEAD = 2;

  private final ClassifierTask task;
  private final LabelledImages images;
  private final Precision precision;
  private final EvalTransform transform;
  private final ImageDecoder decoder;
  private final int batchSize;
  private final int threads;
  private ClassReport report;

  ClassifierValidation(ClassifierTask task, LabelledImages images, ClassifierSettings settings) {
    this.task = task;
    this.images = images;
    precision = settings.placement().precision();
    transform =
        new EvalTransform(task.config().encoder().imageSize(), true, task.config().preprocessing());
    decoder = new ImageDecoder(settings.limits().limits());
    batchSize = settings.batchSize();
    threads = settings.run().threads();
  }

  /** Some of the images, as they could be read. */
  private record Crops(List<LabelledImage> read, List<byte[]> pixels) {}

  /**
   * Looks at every image that can be read.
   *
   * @throws DataException if no image can be read
   */
  @Override
  public Optional<Outcome> run(NDManager manager, UnreadableImages unreadable, BooleanSupplier stop)
      throws IOException {
    int batches = (images.size() + batchSize - 1) / batchSize;
    ClassTally tally = new ClassTally(task.classes());
    int read = 0;
    try (BatchLoader<Crops> loader =
        BatchLoader.start(
            new StepRange(0, batches),
            new LoaderThreads(threads, AHEAD * threads),
            (step, cancelled) -> read((int) step, cancelled, unreadable))) {
      while (loader.hasNext()) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        read += add(manager, loader.next(), tally);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("validation was interrupted").initCause(e);
    }
    if (read == 0) {
      throw unreadable.nothingReadable(
          images.size(), "under " + images.place(), images.images().get(0).path().toString());
    }
    report = tally.report();
    int missing = images.size() - read;
    String note =
        missing == 0 ? "" : "; %s of %s images cannot be read".formatted(missing, images.size());
    return Optional.of(new Outcome(report.loss(), report.statistics(), missing, note));
  }

  /** Scores of the last validation. */
  ClassReport report() {
    return report;
  }

  private Optional<Crops> read(int number, BooleanSupplier cancelled, UnreadableImages unreadable) {
    Crops crops = new Crops(new ArrayList<>(), new ArrayList<>());
    int end = Math.min(images.size(), (number + 1) * batchSize);
    for (LabelledImage image : images.images().subList(number * batchSize, end)) {
      if (cancelled.getAsBoolean()) {
        return Optional.empty();
      }
      try {
        int channels = transform.preprocessing().channels();
        byte[] pixels =
            PixelPlanes.of(
                transform.apply(decoder.decode(image.path(), channels, Integer.MAX_VALUE)), false);
        crops.read().add(image);
        crops.pixels().add(pixels);
      } catch (UnreadableImageException e) {
        // Training may have an image of the same name: here it is the whole path.
        unreadable.add(image.path().toString(), e.reason());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.of(crops);
  }

  /** Counts some images; returns how many. */
  private int add(NDManager manager, Crops crops, ClassTally tally) throws DivergedException {
    if (crops.read().isEmpty()) {
      return 0;
    }
    float[][] logits = logits(manager, crops.pixels());
    for (int i = 0; i < logits.length; i++) {
      LabelledImage image = crops.read().get(i);
      double loss = loss(logits[i], image.label());
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            "%s: expected a finite loss, got %s".formatted(image.path(), loss));
      }
      tally.add(image.label(), logits[i], loss);
    }
    return logits.length;
  }

  private float[][] logits(NDManager manager, List<byte[]> pictures) {
    ImageSize size = transform.imageSize();
    int channels = transform.preprocessing().channels();
    BatchShape shape = BatchShape.of(pictures.size(), channels, size);
    byte[] pixels = PixelBatch.of(0, 0, shape, pictures).pixels();
    int planes = pixels.length / (pictures.size() * size.height() * size.width());
    try (NDManager pass = manager.newSubManager();
        Autograd.Paused paused = Autograd.pause()) {
      NDArray input =
          ImageTensors.normalise(
              ImageTensors.upload(
                  pass, pixels, new Shape(pictures.size(), planes, size.height(), size.width())),
              transform.preprocessing());
      NDArray logits = task.model().logits(new PassStore(pass, precision), input, false);
      float[] all = logits.toFloatArray();
      int classes = all.length / pictures.size();
      float[][] rows = new float[pictures.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(all, i * classes, (i + 1) * classes);
      }
      return rows;
    }
  }

  /** Cross entropy of one image. */
  private static double loss(float[] logits, int label) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    return Math.log(sum) + most - logits[label];
  }

  /** The share of right answers. */
  @Override
  public double merit(ValidationScore score) {
    return score.statistics().get(ClassReport.TOP_1);
  }

  @Override
  public String best(ValidationScore score) {
    return "top-1 " + percent(score, ClassReport.TOP_1);
  }

  @Override
  public String text(ValidationScore score) {
    String top1 = ", top-1 " + percent(score, ClassReport.TOP_1);
    return task.classes().size() > TopHits.FIVE
        ? top1 + ", top-5 " + percent(score, ClassReport.TOP_5)
        : top1;
  }

  private static String percent(ValidationScore score, String name) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * score.statistics().get(name));
  }
}
