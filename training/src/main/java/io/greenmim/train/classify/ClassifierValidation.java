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
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Validation;
import io.greenmim.translate.EvalTransform;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks at labelled images with a classifier under training: loss, and how often it is right. */
final class ClassifierValidation implements Validation {

  /** Share of the images whose class is the likeliest one. */
  static final String TOP_1 = "top-1";

  /** Share of the images whose class is among the likeliest five; for more than five classes. */
  static final String TOP_5 = "top-5";

  private static final int FIVE = 5;
  private static final int AHEAD = 2;

  private final ClassifierTask task;
  private final LabelledImages images;
  private final Precision precision;
  private final EvalTransform transform;
  private final ImageDecoder decoder;
  private final int batchSize;
  private final int threads;

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
    Sums sums = new Sums();
    try (BatchLoader<Crops> loader =
        BatchLoader.start(
            new StepRange(0, batches),
            new LoaderThreads(threads, AHEAD * threads),
            (step, cancelled) -> read((int) step, cancelled, unreadable))) {
      while (loader.hasNext()) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        add(manager, loader.next(), sums);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("validation was interrupted").initCause(e);
    }
    if (sums.read == 0) {
      throw unreadable.nothingReadable(
          images.size(), "under " + images.place(), images.images().get(0).path().toString());
    }
    int missing = images.size() - sums.read;
    String note =
        missing == 0 ? "" : "; %s of %s images cannot be read".formatted(missing, images.size());
    return Optional.of(new Outcome(sums.loss / sums.read, statistics(sums), missing, note));
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

  /** What the images came to so far. */
  private static final class Sums {
    private double loss;
    private int right;
    private int amongFive;
    private int read;
  }

  private void add(NDManager manager, Crops crops, Sums sums) throws DivergedException {
    if (crops.read().isEmpty()) {
      return;
    }
    float[][] logits = logits(manager, crops.pixels());
    for (int i = 0; i < logits.length; i++) {
      LabelledImage image = crops.read().get(i);
      double loss = loss(logits[i], image.label());
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            "%s: expected a finite loss, got %s".formatted(image.path(), loss));
      }
      int above = above(logits[i], image.label());
      sums.loss += loss;
      sums.right += above == 0 ? 1 : 0;
      sums.amongFive += above < FIVE ? 1 : 0;
      sums.read++;
    }
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

  /** Counts the classes that are likelier; of equal ones the earlier is. */
  private static int above(float[] logits, int label) {
    int above = 0;
    for (int i = 0; i < logits.length; i++) {
      if (logits[i] > logits[label] || (i < label && logits[i] == logits[label])) {
        above++;
      }
    }
    return above;
  }

  private Map<String, Double> statistics(Sums sums) {
    Map<String, Double> statistics = new LinkedHashMap<>();
    statistics.put(TOP_1, (double) sums.right / sums.read);
    if (task.classes().size() > FIVE) {
      statistics.put(TOP_5, (double) sums.amongFive / sums.read);
    }
    return statistics;
  }

  @Override
  public double merit(ValidationScore score) {
    return score.statistics().get(TOP_1);
  }

  @Override
  public String best(ValidationScore score) {
    return "top-1 " + percent(score.statistics().get(TOP_1));
  }

  @Override
  public String text(ValidationScore score) {
    StringBuilder text = new StringBuilder();
    score
        .statistics()
        .forEach((name, share) -> text.append(", %s %s".formatted(name, percent(share))));
    return text.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
