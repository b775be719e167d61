package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoFileException;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.SegmentationMasks;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;

/**
 * A COCO data set that results are evaluated against, any number of times.
 *
 * <p>All its images, categories and annotations count; annotations of no image are left out.
 * Immutable.
 */
public final class CocoGroundTruth {

  private final CocoDataset dataset;
  private final boolean masks;
  private final List<GroundTruthObject> objects;

  private CocoGroundTruth(CocoDataset dataset, boolean masks, List<GroundTruthObject> objects) {
    this.dataset = dataset;
    this.masks = masks;
    this.objects = objects;
  }

  /**
   * Prepares a data set.
   *
   * @param dataset the data set
   * @param masks whether masks will be compared; without, outlines are not looked at
   * @return the ground truth
   * @throws CocoFileException if masks are asked for and an annotation has none, or a faulty one
   */
  public static CocoGroundTruth of(CocoDataset dataset, boolean masks) throws CocoFileException {
    List<GroundTruthObject> objects = new ArrayList<>();
    for (int i = 0; i < dataset.images().size(); i++) {
      for (CocoAnnotation annotation : dataset.annotations(i)) {
        objects.add(
            new GroundTruthObject(
                annotation.imageId(),
                annotation.categoryId(),
                annotation.box(),
                annotation.area(),
                annotation.crowd(),
                masks ? mask(dataset, dataset.images().get(i), annotation) : null));
      }
    }
    return new CocoGroundTruth(dataset, masks, List.copyOf(objects));
  }

  private static RunLengthMask mask(CocoDataset dataset, CocoImage image, CocoAnnotation annotation)
      throws CocoFileException {
    try {
      return SegmentationMasks.of(annotation.segmentation(), image.height(), image.width())
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "segmentation: expected polygons or run lengths, got none"));
    } catch (IllegalArgumentException e) {
      throw new CocoFileException(
          dataset.file(), "annotation " + annotation.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Evaluates results.
   *
   * <p>Where a result has a mask and no box, its box is that of the mask. If already the first has
   * none, the sizes of all are measured by their masks, whatever the settings say: COCO's tools do
   * so.
   *
   * @param results the results, in the order of their file
   * @param settings the settings
   * @return precision and recall
   * @throws IllegalArgumentException if a result is of an image that the data set has not, a mask
   *     or box that is needed is missing, or a mask has not the size of its image
   */
  public EvaluationTables evaluate(List<CocoResult> results, EvaluationSettings settings) {
    Checks.that(
        masks || settings.compared() == ComparedShape.BOX,
        "%s: expected a ground truth with masks, got one that was prepared without",
        dataset.file());
    boolean measureMasks = !results.isEmpty() && results.get(0).box().isEmpty();
    List<DetectedObject> detections = new ArrayList<>(results.size());
    for (CocoResult result : results) {
      Checks.that(
          dataset.imageIndex(result.imageId()) >= 0,
          "results: expected images of %s, got image %d",
          dataset.file(),
          result.imageId());
      detections.add(detection(result));
    }
    return new CocoEvaluation(
            dataset.images().stream().map(CocoImage::id).toList(),
            dataset.categories().stream().map(Category::id).toList(),
            measureMasks ? settings.withMeasured(ComparedShape.MASK) : settings)
        .evaluate(objects, detections);
  }

  /**
   * Evaluates results and sums the evaluation up.
   *
   * @param results the results, in the order of their file
   * @param settings the settings
   * @return the report
   * @throws IllegalArgumentException as {@link #evaluate} does
   */
  public EvaluationReport report(List<CocoResult> results, EvaluationSettings settings) {
    return EvaluationReport.of(evaluate(results, settings), dataset.categories());
  }

  private static DetectedObject detection(CocoResult result) {
    RunLengthMask mask = result.mask().orElse(null);
    BoxXywh box = result.box().orElseGet(() -> mask.box().toXywh());
    return new DetectedObject(result.imageId(), result.categoryId(), result.score(), box, mask);
  }
}
