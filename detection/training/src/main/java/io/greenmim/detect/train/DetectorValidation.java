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
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Validation;
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
final class DetectorValidation implements Validation {

  /** The same anchors and regions in every validation, so that losses can be compared. */
  private static final long SEED = 1;

  private static final String BOX_AP = "bbox/AP";
  private static final String MASK_AP = "segm/AP";

  private final DetectorTask task;
  private final CocoDataset dataset;
  private final Path images;
  private final SampleReader reader;
  private final InputSize size;
  private final Precision precision;
  private final int count;
  private final boolean judgedMasks;
  private final CocoGroundTruth truth;

  /**
   * Prepares a validation. Masks are compared if the detector has some and an annotation has an
   * outline.
   *
   * @throws IOException if masks are compared and the size of an image is not known
   */
  DetectorValidation(
      DetectorTask task, TrainingData.HeldOut data, DetectorSettings settings, Precision precision)
      throws IOException {
    this.task = task;
    dataset = data.usable();
    images = data.images();
    size = settings.evaluation();
    this.precision = precision;
    boolean masks = task.config().roi().mask() != null;
    reader =
        new SampleReader(
            dataset,
            images,
            masks,
            task.config().encoder().inChannels(),
            settings.limits().limits());
    count = data.judged().images().size();
    judgedMasks = masks && CocoGroundTruth.hasOutlines(data.judged());
    truth = CocoGroundTruth.of(data.judged(), judgedMasks);
  }

  /**
   * Looks at every image that can be read. The objects of the others count as missed, as COCO's own
   * code has it for images without results.
   *
   * @throws DataException if no image can be read
   */
  @Override
  public Optional<Outcome> run(NDManager manager, UnreadableImages unreadable, BooleanSupplier stop)
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
      loss += loss(manager, sample.get());
    }
    if (read == 0) {
      throw unreadable.nothingReadable(dataset.images().size(), "of " + dataset.file(), path(0));
    }
    int missing = count - read;
    return Optional.of(
        new Outcome(loss / read, statistics(results), missing, leftOut(missing, count)));
  }

  /** The statistics by name, such as {@code bbox/AP50}. */
  private Map<String, Double> statistics(List<CocoResult> results) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (ComparedShape shape : ComparedShape.values()) {
      if (judgedMasks || shape == ComparedShape.BOX) {
        EvaluationReport report = truth.report(results, EvaluationSettings.coco(shape));
        for (Statistic statistic : report.statistics()) {
          all.put(shape.key() + "/" + statistic.name(), statistic.value());
        }
      }
    }
    return all;
  }

  /** Says what the numbers do with images that could not be read; nothing without any. */
  static String leftOut(int unreadable, int images) {
    return unreadable == 0
        ? ""
        : "; %s of %s images cannot be read, their objects count as missed"
            .formatted(unreadable, images);
  }

  /** Average precision of the masks, or of the boxes for a detector of boxes alone. */
  @Override
  public double merit(ValidationScore score) {
    return precision(score);
  }

  /**
   * Returns what the best weights of a detector are chosen by.
   *
   * @param score a validation of a run
   * @return average precision of the masks, or of the boxes for a detector of boxes alone
   */
  static double precision(ValidationScore score) {
    return score.statistics().getOrDefault(MASK_AP, score.statistics().get(BOX_AP));
  }

  @Override
  public String best(ValidationScore score) {
    boolean masks = score.statistics().containsKey(MASK_AP);
    return "%s AP %s".formatted(masks ? "mask" : "box", percent(precision(score)));
  }

  @Override
  public String text(ValidationScore score) {
    return describe(score.statistics());
  }

  /** Tells the precision of boxes and, if they were compared, of masks. */
  static String describe(Map<String, Double> statistics) {
    StringBuilder text = new StringBuilder();
    for (ComparedShape shape : ComparedShape.values()) {
      Double precision = statistics.get(shape.key() + "/AP");
      if (precision != null) {
        text.append(shape == ComparedShape.BOX ? ", box AP " : ", mask AP ")
            .append(percent(precision))
            .append(" AP50 ")
            .append(percent(statistics.get(shape.key() + "/AP50")));
      }
    }
    return text.toString();
  }

  /** A share in percent; a dash where there is no object to be found. */
  private static String percent(double share) {
    return share < 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
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

  private double loss(NDManager manager, DetectionSample sample) throws DivergedException {
    AugmentationPolicy fit =
        (from, random) -> {
          PixelSize to = from.withShortSide(size.shortSide(), size.longLimit());
          return to.equals(from) ? List.of() : List.of(new Resize(from, to));
        };
    DetectionSample fitted =
        new SampleAugmenter(fit, false).augment(sample, SampleAugmenter.random(SEED, 0, 0, 0));
    DetectionBatch batch =
        DetectionBatch.of(
            List.of(fitted), new PixelSize(1, 1), task.model().config().encoder().stride());
    try (NDManager pass = manager.newSubManager()) {
      ParameterStore store = new PassStore(pass, precision);
      return task.evaluate(batch, store, pass, SEED).total();
    }
  }
}
