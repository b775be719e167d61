package io.greenmim.detect.train;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.augment.AugmentationPolicy;
import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.augment.Resize;
import io.greenmim.detect.augment.SampleAugmenter;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.evaluate.CocoGroundTruth;
import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.EvaluationReport;
import io.greenmim.detect.evaluate.EvaluationSettings;
import io.greenmim.detect.evaluate.Statistic;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.task.DivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks at the images of a data set with a detector under training: loss and precision. */
public final class Validation {

  /** The same anchors and regions in every validation, so that losses can be compared. */
  private static final long SEED = 1;

  private final CocoDataset dataset;
  private final Path images;
  private final SampleReader reader;
  private final InputSize size;
  private final Precision precision;
  private final int count;
  private final boolean judgedMasks;
  private final CocoGroundTruth truth;

  /**
   * Prepares a validation.
   *
   * @param data what is looked at
   * @param size size that images are resized to
   * @param precision numbers of the forward passes
   * @param masks whether the detector has masks; they are compared if an annotation has an outline
   * @param limits how large images may be
   * @throws IOException if masks are compared and the size of an image is not known
   */
  public Validation(
      TrainingData.HeldOut data,
      InputSize size,
      Precision precision,
      boolean masks,
      ImageLimits limits)
      throws IOException {
    dataset = data.usable();
    images = data.images();
    this.size = size;
    this.precision = precision;
    reader = new SampleReader(dataset, images, masks, limits);
    count = data.judged().images().size();
    judgedMasks = masks && CocoGroundTruth.hasOutlines(data.judged());
    truth = CocoGroundTruth.of(data.judged(), judgedMasks);
  }

  /**
   * What a validation found.
   *
   * @param unreadable images that could not be read; their objects count as missed
   * @param loss mean loss of the other images
   * @param results objects that were found
   * @param reports statistics of boxes and, if compared, of masks
   */
  public record Outcome(
      int unreadable,
      double loss,
      List<CocoResult> results,
      Map<ComparedShape, EvaluationReport> reports) {

    /** The statistics by name, such as {@code bbox/AP50}. */
    Map<String, Double> statistics() {
      Map<String, Double> all = new LinkedHashMap<>();
      reports.forEach(
          (shape, report) -> {
            for (Statistic statistic : report.statistics()) {
              all.put(shape.key() + "/" + statistic.name(), statistic.value());
            }
          });
      return all;
    }
  }

  /**
   * Looks at every image that can be read. The objects of the others count as missed, as COCO's own
   * code has it for images without results.
   *
   * @param task the detector under training
   * @param manager a manager on its device
   * @param unreadable takes the images that cannot be read, by the paths of their files
   * @param stop whether to end before the last image, asked before each
   * @return what was found; empty if it was stopped
   * @throws IOException if the thread was interrupted while it read
   * @throws DataException if no image can be read
   * @throws DivergedException if the loss of an image is not finite
   */
  public Optional<Outcome> run(
      DetectorTask task, NDManager manager, UnreadableImages unreadable, BooleanSupplier stop)
      throws IOException {
    ImageDetector detector = new ImageDetector(task.model(), manager, size, precision);
    List<CocoResult> results = new ArrayList<>();
    double loss = 0;
    int read = 0;
    for (int i = 0; i < dataset.images().size(); i++) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      CocoImage image = dataset.images().get(i);
      Optional<DetectionSample> sample = read(i, unreadable);
      if (sample.isEmpty()) {
        continue;
      }
      read++;
      results.addAll(
          detector
              .detect(sample.get().image(), image.fileName())
              .results(image.id(), task.config().categories()));
      loss += loss(task, manager, sample.get());
    }
    if (read == 0) {
      throw unreadable.nothingReadable(dataset.images().size(), "of " + dataset.file(), path(0));
    }
    Map<ComparedShape, EvaluationReport> reports = new LinkedHashMap<>();
    for (ComparedShape shape : ComparedShape.values()) {
      if (judgedMasks || shape == ComparedShape.BOX) {
        reports.put(shape, truth.report(results, EvaluationSettings.coco(shape)));
      }
    }
    return Optional.of(new Outcome(count - read, loss / read, results, reports));
  }

  /** Training may have an image of the same name in another folder: here it is the whole path. */
  private String path(int place) {
    return images.resolve(dataset.images().get(place).fileName()).toString();
  }

  private Optional<DetectionSample> read(int place, UnreadableImages unreadable)
      throws IOException {
    try {
      return Optional.of(reader.read(place));
    } catch (UnreadableImageException e) {
      unreadable.add(path(place), e.reason());
      return Optional.empty();
    }
  }

  /**
   * Returns the number of images.
   *
   * @return images whose objects count
   */
  int size() {
    return count;
  }

  /** Numbers of the forward passes, {@code fp32} say. */
  String precision() {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private double loss(DetectorTask task, NDManager manager, DetectionSample sample)
      throws DivergedException {
    AugmentationPolicy fit =
        (from, random) -> {
          PixelSize to = from.withShortSide(size.shortSide(), size.longLimit());
          return to.equals(from) ? List.of() : List.of(new Resize(from, to));
        };
    DetectionSample fitted =
        new SampleAugmenter(fit, false).augment(sample, SampleAugmenter.random(SEED, 0, 0, 0));
    DetectionBatch batch = DetectionBatch.of(List.of(fitted), new PixelSize(1, 1));
    try (NDManager pass = manager.newSubManager()) {
      ParameterStore store = new PassStore(pass, precision);
      return task.evaluate(batch, store, pass, SEED).total();
    }
  }
}
