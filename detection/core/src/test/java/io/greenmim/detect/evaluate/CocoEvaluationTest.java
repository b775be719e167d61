package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CocoEvaluationTest {

  private static final List<Long> IMAGES = List.of(4L, 2L, 9L);
  private static final List<Long> CATEGORIES = List.of(7L, 1L);
  private static final BoxXywh BOX = new BoxXywh(10, 20, 30, 40);
  private static final RunLengthMask MASK = new PolygonRaster(100, 100).box(BOX);

  private static EvaluationTables evaluate(
      ComparedShape shape, List<GroundTruthObject> truths, List<DetectedObject> detections) {
    return new CocoEvaluation(IMAGES, CATEGORIES, EvaluationSettings.coco(shape))
        .evaluate(truths, detections);
  }

  private static double[] statistics(EvaluationTables tables) {
    return StatisticList.ofAll(tables).stream().mapToDouble(Statistic::value).toArray();
  }

  /** One of two objects is found, after a wrong detection: precision 1/2 up to recall 1/2. */
  @Test
  void readsPrecisionAtRecalls() {
    List<GroundTruthObject> truths =
        List.of(
            new GroundTruthObject(2, 1, BOX, 1200, false, null),
            new GroundTruthObject(4, 1, BOX, 1200, false, null));
    List<DetectedObject> detections =
        List.of(
            new DetectedObject(2, 1, .5, BOX, null),
            new DetectedObject(9, 1, .6, BOX, null),
            new DetectedObject(2, 7, .9, BOX, null));

    EvaluationTables tables = evaluate(ComparedShape.BOX, truths, detections);

    assertEquals(List.of(1L, 7L), tables.categories());
    EvaluationTables.Place place = new EvaluationTables.Place(9, 0, 2, 0);
    double[] precisions = tables.precisions(place);
    assertEquals(.5, precisions[0], 1e-15);
    assertEquals(.5, precisions[50], 1e-15);
    assertEquals(0, precisions[51]);
    assertEquals(.5, tables.recall(place));
    // Category 7 has nothing to find, sizes other than medium neither.
    assertEquals(-1, tables.recall(new EvaluationTables.Place(9, 1, 0, 0)));
    double mean = .5 * 51 / 101;
    assertArrayEquals(
        new double[] {mean, mean, mean, -1, mean, -1, .5, .5, .5, -1, .5, -1},
        statistics(tables),
        1e-15);
  }

  @Test
  void othersDoNotCount() {
    GroundTruthObject object = new GroundTruthObject(2, 1, BOX, 1200, false, null);
    List<GroundTruthObject> truths =
        List.of(
            object,
            new GroundTruthObject(3, 1, BOX, 1200, false, null),
            new GroundTruthObject(2, 5, BOX, 1200, false, null));
    List<DetectedObject> detections =
        List.of(
            new DetectedObject(3, 1, .9, new BoxXywh(0, 0, 1, 1), null),
            new DetectedObject(2, 5, .9, BOX, null),
            new DetectedObject(2, 1, .5, BOX, null));

    assertEquals(1, statistics(evaluate(ComparedShape.BOX, truths, detections))[0], 1e-12);
  }

  @Test
  void anObjectThatNothingFindsHasRecallZero() {
    List<GroundTruthObject> truths = List.of(new GroundTruthObject(2, 1, BOX, 1200, false, MASK));

    assertArrayEquals(
        new double[] {0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, -1},
        statistics(evaluate(ComparedShape.MASK, truths, List.of())));
  }

  @Property(tries = 60, seed = "7")
  void theGroundTruthItselfIsPerfect(@ForAll long seed) {
    List<GroundTruthObject> truths = scene(new Random(seed), 20);
    List<DetectedObject> detections =
        truths.stream()
            .map(o -> new DetectedObject(o.image(), o.category(), .5, o.box(), o.mask()))
            .toList();
    for (ComparedShape shape : ComparedShape.values()) {
      double[] statistics = statistics(evaluate(shape, truths, detections));
      assertEquals(1, statistics[0], 1e-12);
      assertEquals(1, statistics[8], 1e-12);
    }
  }

  /** Only the order of scores matters, and threads do not. */
  @Property(tries = 60, seed = "8")
  void dependsOnTheOrderOfScoresOnly(@ForAll long seed) {
    Random random = new Random(seed);
    List<GroundTruthObject> truths = scene(random, 20);
    List<DetectedObject> detections = new ArrayList<>();
    List<DetectedObject> rescaled = new ArrayList<>();
    for (GroundTruthObject found : scene(random, 60)) {
      double score = random.nextInt(10) / 10.0; // with ties
      detections.add(
          new DetectedObject(found.image(), found.category(), score, found.box(), found.mask()));
      rescaled.add(
          new DetectedObject(
              found.image(), found.category(), 3 * score - 7, found.box(), found.mask()));
    }
    for (ComparedShape shape : ComparedShape.values()) {
      assertArrayEquals(
          statistics(evaluate(shape, truths, detections)),
          statistics(evaluate(shape, truths, rescaled)));
    }
  }

  private static List<GroundTruthObject> scene(Random random, int size) {
    List<GroundTruthObject> objects = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      BoxXywh box =
          new BoxXywh(
              random.nextInt(50),
              random.nextInt(50),
              5 + random.nextInt(40),
              5 + random.nextInt(40));
      objects.add(
          new GroundTruthObject(
              IMAGES.get(random.nextInt(3)),
              CATEGORIES.get(random.nextInt(2)),
              box,
              box.area(),
              false,
              new PolygonRaster(100, 100).box(box)));
    }
    return objects;
  }

  @Test
  void refusesWhatIsMissing() {
    GroundTruthObject bare = new GroundTruthObject(2, 1, BOX, 1200, false, null);
    GroundTruthObject whole = new GroundTruthObject(2, 1, BOX, 1200, false, MASK);
    DetectedObject boxOnly = new DetectedObject(2, 1, .5, BOX, null);
    DetectedObject maskOnly = new DetectedObject(2, 1, .5, null, MASK);

    refused(
        "object in image 2: expected a mask, got none",
        () -> evaluate(ComparedShape.MASK, List.of(bare), List.of()));
    refused(
        "detection in image 2: expected a mask, got none",
        () -> evaluate(ComparedShape.MASK, List.of(whole), List.of(boxOnly)));
    refused(
        "detection in image 2: expected a box, got none",
        () -> evaluate(ComparedShape.BOX, List.of(bare), List.of(maskOnly)));
    refused(
        "masks of image 2: expected equal sizes, got 100 x 100 and 9 x 8 (height x width)",
        () ->
            evaluate(
                ComparedShape.MASK,
                List.of(whole),
                List.of(new DetectedObject(2, 1, .5, null, RunLengthMask.empty(9, 8)))));
    refused(
        "detection in image 2: expected a finite score, got NaN",
        () -> new DetectedObject(2, 1, Double.NaN, BOX, null));
  }

  static void refused(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
