package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.boxes.BoxXywh;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairMatcherTest {

  private static final byte WRONG = PairMatches.WRONG;
  private static final byte RIGHT = PairMatches.RIGHT;
  private static final byte LEFT_OUT = PairMatches.LEFT_OUT;

  private static GroundTruthObject object(double x, double width, boolean crowd) {
    return new GroundTruthObject(1, 1, new BoxXywh(x, 0, width, 10), width * 10, crowd, null);
  }

  private static DetectedObject detection(double score, double x, double width) {
    return new DetectedObject(1, 1, score, new BoxXywh(x, 0, width, 10), null);
  }

  private static PairMatches match(
      double overlap, AreaRange range, List<GroundTruthObject> truths, DetectedObject... found) {
    EvaluationSettings settings =
        new EvaluationSettings(
            ComparedShape.BOX,
            ComparedShape.BOX,
            List.of(overlap),
            List.of(0.0, 1.0),
            List.of(3),
            List.of(range));
    return new PairMatcher(settings, truths, List.of(found)).match();
  }

  private static final AreaRange ALL = AreaRange.COCO.get(0);

  @Test
  void theSecondDetectionOfAnObjectIsWrong() {
    PairMatches matches =
        match(
            .5,
            ALL,
            List.of(object(0, 10, false)),
            detection(.4, 0, 10), // better, but later by its score
            detection(.9, 1, 10),
            detection(.3, 50, 10));

    assertArrayEquals(new double[] {.9, .4, .3}, matches.scores());
    assertArrayEquals(new byte[] {RIGHT, WRONG, WRONG}, matches.outcomes());
    assertArrayEquals(new int[] {1}, matches.counted());
  }

  @Test
  void aTakenObjectLeavesTheNextBest() {
    PairMatches matches =
        match(
            .5,
            ALL,
            List.of(object(0, 10, false), object(1, 10, false)),
            detection(.9, 0, 10),
            detection(.8, 0, 10));

    assertArrayEquals(new byte[] {RIGHT, RIGHT}, matches.outcomes());
  }

  @Test
  void amongEqualOverlapsTheLaterObjectIsTaken() {
    // Both overlap the first detection by 6/14; only the first object is left to the second one
    // then.
    PairMatches matches =
        match(
            .4,
            ALL,
            List.of(object(0, 10, false), object(8, 10, false)),
            detection(.9, 4, 10),
            detection(.8, 0, 10));

    assertArrayEquals(new byte[] {RIGHT, RIGHT}, matches.outcomes());
  }

  @Test
  void anyNumberOfDetectionsMayLieInACrowd() {
    PairMatches matches =
        match(
            .5,
            ALL,
            List.of(object(0, 100, true), object(0, 10, false)),
            detection(.9, 0, 10), // the object is preferred to the crowd
            detection(.8, 0, 10),
            detection(.7, 40, 10));

    assertArrayEquals(new byte[] {RIGHT, LEFT_OUT, LEFT_OUT}, matches.outcomes());
    assertArrayEquals(new int[] {1}, matches.counted());
  }

  @Test
  void otherSizesAreLeftOut() {
    AreaRange small = new AreaRange("small", "s", 0, 100);
    PairMatches matches =
        match(
            .5,
            small,
            List.of(object(0, 20, false), object(100, 10, false)),
            detection(.9, 0, 18), // a large object's
            detection(.8, 200, 30), // nobody's, large itself
            detection(.7, 300, 10)); // nobody's, and exactly on the end of the range

    assertArrayEquals(new byte[] {LEFT_OUT, LEFT_OUT, WRONG}, matches.outcomes());
    assertArrayEquals(new int[] {1}, matches.counted());
  }

  @Test
  void onlyTheBestCount() {
    PairMatches matches =
        match(
            .5,
            ALL,
            List.of(object(0, 10, false)),
            detection(.1, 0, 10),
            detection(.2, 90, 10),
            detection(.2, 80, 10),
            detection(.2, 70, 10));

    assertEquals(3, matches.scores().length);
    assertArrayEquals(new byte[] {WRONG, WRONG, WRONG}, matches.outcomes());
  }

  @Test
  void theWholeOverlapIsEnoughForTheHighestThreshold() {
    PairMatches matches =
        match(1, ALL, List.of(object(.1, .3, false)), detection(.9, .1, .3 + 1e-12));

    assertArrayEquals(new byte[] {RIGHT}, matches.outcomes());
  }
}
