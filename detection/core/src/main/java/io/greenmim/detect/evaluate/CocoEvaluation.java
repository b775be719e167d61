package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Evaluates detections as COCO does; the numbers are those of pycocotools.
 *
 * <p>Categories and images are worked on in parallel. One category's outcomes are held until its
 * curves are made, at most as many categories as there are processors. The result does not depend
 * on the number of threads.
 */
public final class CocoEvaluation {

  private final List<Long> images;
  private final List<Long> categories;
  private final EvaluationSettings settings;

  /**
   * Prepares an evaluation.
   *
   * @param images ids of the images that count, in any order
   * @param categories ids of the categories that count, in any order
   * @param settings the settings
   */
  public CocoEvaluation(
      Collection<Long> images, Collection<Long> categories, EvaluationSettings settings) {
    this.images = List.copyOf(new TreeSet<>(images));
    this.categories = List.copyOf(new TreeSet<>(categories));
    this.settings = settings;
    Checks.that(
        (long) this.images.size() * this.categories.size() < Integer.MAX_VALUE,
        "evaluation: expected fewer than %d pairs of an image and a category, got %d images and %d"
            + " categories",
        Integer.MAX_VALUE,
        this.images.size(),
        this.categories.size());
  }

  /**
   * Evaluates. Objects and detections of other images or categories do not count.
   *
   * @param truths objects of the ground truth; among equal overlaps their order decides
   * @param detections the detections; among equal scores their order decides, and across images the
   *     order of the image ids
   * @return precision and recall
   * @throws IllegalArgumentException if a box or mask that is needed is missing, or the masks of an
   *     image have different sizes
   */
  public EvaluationTables evaluate(
      List<GroundTruthObject> truths, List<DetectedObject> detections) {
    check(truths, detections);
    Map<Long, Integer> imageIndex = positions(images);
    Map<Long, Integer> categoryIndex = positions(categories);
    PairIndex truthIndex =
        PairIndex.of(
            truths.size(),
            i ->
                pair(
                    categoryIndex.get(truths.get(i).category()),
                    imageIndex.get(truths.get(i).image())));
    PairIndex detectionIndex =
        PairIndex.of(
            detections.size(),
            i ->
                pair(
                    categoryIndex.get(detections.get(i).category()),
                    imageIndex.get(detections.get(i).image())));
    EvaluationTables tables = new EvaluationTables(settings, categories);
    IntStream.range(0, categories.size())
        .parallel()
        .forEach(
            category -> {
              int[] pairs =
                  truthIndex.pairsWithObjects(
                      detectionIndex, pair(category, 0), pair(category + 1, 0));
              List<PairMatches> matches =
                  Arrays.stream(pairs)
                      .parallel()
                      .mapToObj(
                          pair ->
                              new PairMatcher(
                                      settings,
                                      pick(truths, truthIndex.of(pair)),
                                      pick(detections, detectionIndex.of(pair)))
                                  .match())
                      .toList();
              new CategoryCurve(matches, settings, tables, category).write();
            });
    return tables;
  }

  private static Map<Long, Integer> positions(List<Long> ids) {
    Map<Long, Integer> positions = new HashMap<>();
    for (Long id : ids) {
      positions.put(id, positions.size());
    }
    return positions;
  }

  /** Number of a pair, or -1 if it does not count. */
  private int pair(Integer category, Integer image) {
    return category == null || image == null ? -1 : category * images.size() + image;
  }

  private static <T> List<T> pick(List<T> all, int[] indices) {
    List<T> picked = new ArrayList<>(indices.length);
    for (int index : indices) {
      picked.add(all.get(index));
    }
    return picked;
  }

  /** Before the threads start, so that the first fault of the list is the one that is told. */
  private void check(List<GroundTruthObject> truths, List<DetectedObject> detections) {
    boolean masks = settings.compared() == ComparedShape.MASK;
    boolean boxes = !masks || settings.measured() == ComparedShape.BOX;
    boolean detectedMasks = masks || settings.measured() == ComparedShape.MASK;
    Map<Long, RunLengthMask> sizes = new HashMap<>();
    for (GroundTruthObject truth : truths) {
      checkPresent("object", truth.image(), "box", truth.box(), !masks);
      checkPresent("object", truth.image(), "mask", truth.mask(), masks);
      checkSize(sizes, truth.image(), masks ? truth.mask() : null);
    }
    for (DetectedObject detection : detections) {
      checkPresent("detection", detection.image(), "box", detection.box(), boxes);
      checkPresent("detection", detection.image(), "mask", detection.mask(), detectedMasks);
      checkSize(sizes, detection.image(), masks ? detection.mask() : null);
    }
  }

  private static void checkPresent(
      String owner, long image, String part, Object value, boolean needed) {
    Checks.that(
        value != null || !needed, "%s in image %d: expected a %s, got none", owner, image, part);
  }

  private static void checkSize(Map<Long, RunLengthMask> sizes, long image, RunLengthMask mask) {
    RunLengthMask first = mask == null ? null : sizes.putIfAbsent(image, mask);
    if (first != null) {
      Checks.that(
          first.height() == mask.height() && first.width() == mask.width(),
          "masks of image %d: expected equal sizes, got %d x %d and %d x %d (height x width)",
          image,
          first.height(),
          first.width(),
          mask.height(),
          mask.width());
    }
  }
}
