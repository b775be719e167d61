package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoFileException;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoSegmentation;
import io.greenmim.detect.coco.SegmentationMasks;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A COCO data set that results are evaluated against, any number of times.
 *
 * <p>All its images, categories and annotations count as they stand: nothing is clipped, mended or
 * left out. As in COCO's own code, annotations of no image or category count nowhere. An object
 * without an outline that can be read is no object where masks are compared, but a region in which
 * detections do not count: nobody can tell whether they are right. Immutable.
 */
public final class CocoGroundTruth {

  private final CocoDataset dataset;
  private final List<GroundTruthObject> boxes;

  /** The objects with masks; null if masks will not be compared. */
  private final List<GroundTruthObject> masks;

  private final int unread;

  private CocoGroundTruth(
      CocoDataset dataset,
      List<GroundTruthObject> boxes,
      List<GroundTruthObject> masks,
      int unread) {
    this.dataset = dataset;
    this.boxes = boxes;
    this.masks = masks;
    this.unread = unread;
  }

  /**
   * Prepares a data set.
   *
   * @param dataset the data set
   * @param masks whether masks will be compared; without, outlines are not looked at
   * @return the ground truth
   * @throws CocoFileException if masks are asked for and the size of an image with annotations is
   *     not known
   */
  public static CocoGroundTruth of(CocoDataset dataset, boolean masks) throws CocoFileException {
    List<GroundTruthObject> boxes = new ArrayList<>();
    List<GroundTruthObject> outlined = masks ? new ArrayList<>() : null;
    int unread = 0;
    for (int i = 0; i < dataset.images().size(); i++) {
      CocoImage image = dataset.images().get(i);
      for (CocoAnnotation annotation : dataset.annotations(i)) {
        boxes.add(object(annotation, annotation.crowd(), null));
        if (masks) {
          requireSize(dataset, image);
          Optional<RunLengthMask> mask =
              SegmentationMasks.readable(annotation.segmentation(), image);
          unread += mask.isEmpty() ? 1 : 0;
          outlined.add(
              object(
                  annotation,
                  annotation.crowd() || mask.isEmpty(),
                  mask.orElseGet(() -> SegmentationMasks.ofBox(annotation.box(), image))));
        }
      }
    }
    return new CocoGroundTruth(dataset, boxes, outlined, unread);
  }

  private static GroundTruthObject object(
      CocoAnnotation annotation, boolean crowd, RunLengthMask mask) {
    return new GroundTruthObject(
        annotation.imageId(),
        annotation.categoryId(),
        annotation.box(),
        annotation.area(),
        crowd,
        mask);
  }

  private static void requireSize(CocoDataset dataset, CocoImage image) throws CocoFileException {
    if (!image.hasSize()) {
      throw new CocoFileException(
          dataset.file(),
          "image %s (%s): expected width and height, which masks need, got none; with the folder"
                  .formatted(image.id(), image.fileName())
              + " of the images they are taken from the files");
    }
  }

  /**
   * Tells whether masks can be compared at all.
   *
   * @param dataset a data set
   * @return whether an annotation has an outline
   */
  public static boolean hasOutlines(CocoDataset dataset) {
    return dataset.annotations().stream()
        .anyMatch(annotation -> !(annotation.segmentation() instanceof CocoSegmentation.Missing));
  }

  /**
   * Says what the comparison makes of annotations that are not quite what they should be.
   *
   * @return a line for each thing that a reader of the statistics should know
   */
  public List<String> notes() {
    List<String> notes = EvaluationNotes.of(dataset);
    if (unread > 0) {
      notes.add(
          String.format(Locale.ROOT, "%,d of %,d annotations ", unread, boxes.size())
              + (unread == 1 ? "has" : "have")
              + " no outline that can be read; where masks are compared, detections in "
              + (unread == 1 ? "its box" : "their boxes")
              + " do not count");
    }
    return notes;
  }

  /**
   * Evaluates results.
   *
   * <p>Where a result has a mask and no box, its box is that of the mask. If already the first has
   * none, the sizes of all are measured by their masks, whatever the settings say: COCO's tools do
   * so. Results of images or categories that the data set has not do not count; {@link
   * EvaluationNotes} says how many there are.
   *
   * @param results the results, in the order of their file
   * @param settings the settings
   * @return precision and recall
   * @throws IllegalArgumentException if a mask or box that is needed is missing, or a mask has not
   *     the size of its image
   */
  public EvaluationTables evaluate(List<CocoResult> results, EvaluationSettings settings) {
    Checks.that(
        masks != null || settings.compared() == ComparedShape.BOX,
        "%s: expected a ground truth with masks, got one that was prepared without",
        dataset.file());
    boolean measureMasks = !results.isEmpty() && results.get(0).box().isEmpty();
    List<DetectedObject> detections = new ArrayList<>(results.size());
    for (CocoResult result : results) {
      if (dataset.imageIndex(result.imageId()) >= 0) {
        detections.add(detection(result));
      }
    }
    return new CocoEvaluation(
            dataset.images().stream().map(CocoImage::id).toList(),
            dataset.categories().stream().map(Category::id).toList(),
            measureMasks ? settings.withMeasured(ComparedShape.MASK) : settings)
        .evaluate(settings.compared() == ComparedShape.MASK ? masks : boxes, detections);
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
