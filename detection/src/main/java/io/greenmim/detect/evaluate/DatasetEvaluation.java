package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.SegmentationMasks;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.PixelBox;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates the detections of a data set. Objects without an outline do not count where masks are
 * compared; a detection without a box has that of its mask. The area of a detection is that of its
 * mask where masks are compared (as detectron2 has it, and not pycocotools where results carry
 * boxes), so that the numbers do not depend on what else the results carry.
 */
public final class DatasetEvaluation {

  private final CocoDataset dataset;
  private final List<GroundTruthObject> truths = new ArrayList<>();

  /**
   * Prepares the objects of a data set.
   *
   * @param dataset the data set, without faults
   * @param masks whether masks will be compared: the outlines are drawn then
   */
  public DatasetEvaluation(CocoDataset dataset, boolean masks) {
    this.dataset = dataset;
    for (int i = 0; i < dataset.images().size(); i++) {
      CocoImage image = dataset.images().get(i);
      for (CocoAnnotation annotation : dataset.annotations(i)) {
        truths.add(truth(image, annotation, masks));
      }
    }
  }

  private static GroundTruthObject truth(
      CocoImage image, CocoAnnotation annotation, boolean masks) {
    RunLengthMask mask =
        masks
            ? SegmentationMasks.of(annotation.segmentation(), image.height(), image.width())
                .orElse(null)
            : null;
    return new GroundTruthObject(
        image.id(),
        annotation.categoryId(),
        annotation.box(),
        annotation.area(),
        annotation.crowd(),
        mask);
  }

  /**
   * Tells whether objects have outlines.
   *
   * @return whether any object has a mask
   */
  public boolean hasMasks() {
    return truths.stream().anyMatch(truth -> truth.mask() != null);
  }

  /**
   * Evaluates detections.
   *
   * @param results the detections
   * @param compared what is compared
   * @param mostDetections how many detections of an image and category count at most; the numbers
   *     below it are COCO's 1 and 10
   * @return the statistics
   * @throws IllegalArgumentException if a detection's image is not in the data set or its mask is
   *     missing or of another size
   */
  public EvaluationReport evaluate(
      List<CocoResult> results, ComparedShape compared, int mostDetections) {
    boolean masks = compared == ComparedShape.MASK;
    List<DetectedObject> detections = new ArrayList<>(results.size());
    for (CocoResult result : results) {
      detections.add(detection(result, masks));
    }
    List<Long> images = dataset.images().stream().map(CocoImage::id).toList();
    List<Long> categories = dataset.categories().stream().map(Category::id).toList();
    EvaluationTables tables =
        new CocoEvaluation(images, categories, settings(compared, mostDetections))
            .evaluate(
                masks ? truths.stream().filter(truth -> truth.mask() != null).toList() : truths,
                detections);
    return EvaluationReport.of(tables, dataset.categories());
  }

  private static EvaluationSettings settings(ComparedShape compared, int most) {
    List<Integer> numbers = new ArrayList<>(EvaluationSettings.COCO_DETECTIONS);
    numbers.removeIf(number -> number >= most);
    numbers.add(most);
    return EvaluationSettings.coco(compared).withDetections(numbers);
  }

  private DetectedObject detection(CocoResult result, boolean masks) {
    int index = dataset.imageIndex(result.imageId());
    Checks.that(
        index >= 0,
        "result: expected an image of %s, got image %d",
        dataset.file(),
        result.imageId());
    CocoImage image = dataset.images().get(index);
    RunLengthMask mask = result.mask().orElse(null);
    if (masks) {
      Checks.that(
          mask != null && mask.height() == image.height() && mask.width() == image.width(),
          "result of image %d: expected a mask of %d x %d pixels, got %s",
          image.id(),
          image.width(),
          image.height(),
          mask == null ? "none" : mask.width() + " x " + mask.height());
    }
    return new DetectedObject(
        result.imageId(),
        result.categoryId(),
        result.score(),
        result.box().orElseGet(() -> mask == null ? PixelBox.EMPTY.toXywh() : mask.box().toXywh()),
        masks ? mask : null);
  }
}
