package io.greenmim.train.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClassTallyTest {

  private static final double TOLERANCE = 1e-9;

  private static float[] scores(int classes, int... best) {
    float[] scores = new float[classes];
    for (int i = 0; i < best.length; i++) {
      scores[best[i]] = classes + best.length - i;
    }
    return scores;
  }

  @Test
  void countsWhatIsTakenForWhat() {
    ClassTally tally = new ClassTally(List.of("cat", "dog", "owl", "yak"));
    // cat: 3 right, 1 for dog; dog: 1 right, 2 for cat; owl: 1 for cat; no yak.
    for (int i = 0; i < 3; i++) {
      tally.add(0, scores(4, 0));
    }
    tally.add(0, scores(4, 1, 0));
    tally.add(1, scores(4, 1));
    tally.add(1, scores(4, 0, 1));
    tally.add(1, scores(4, 0));
    tally.add(2, scores(4, 0, 1, 3));

    ClassReport report = tally.report();

    assertEquals(8, report.images());
    assertEquals(4 / 8.0, report.top1().share());
    assertEquals(1.0, report.top5().share());
    assertTrue(Double.isNaN(report.loss()));
    ClassScore cat = report.classes().get(0);
    assertEquals(List.of(4L, 6L, 3L), List.of(cat.images(), cat.predicted(), cat.right()));
    assertEquals(3 / 6.0, cat.precision().share());
    assertEquals(3 / 4.0, cat.recall().share());
    assertEquals(0.6, cat.f1().value(), TOLERANCE);
    ClassScore owl = report.classes().get(2);
    assertEquals(new Proportion(0, 0), owl.precision());
    assertEquals(0.0, owl.recall().share());
    assertEquals(0.0, owl.f1().value());
    assertEquals(0, report.classes().get(3).f1().agreement().of());
    // Recalls 3/4, 1/3 and 0; yak has no images. F1 0.6, 2 * 1 / (3 + 2) and 0.
    assertEquals((3 / 4.0 + 1 / 3.0) / 3, report.balancedAccuracy(), TOLERANCE);
    assertEquals((0.6 + 0.4) / 3, report.macroF1(), TOLERANCE);
    assertEquals(
        List.of(
            new Confusion(0, 0, 3),
            new Confusion(0, 1, 1),
            new Confusion(1, 0, 2),
            new Confusion(1, 1, 1),
            new Confusion(2, 0, 1)),
        report.confusions());
    assertEquals(
        List.of(new Confusion(1, 0, 2), new Confusion(0, 1, 1), new Confusion(2, 0, 1)),
        report.mistakes());
  }

  @Test
  void fiveClassesCountAsFound() {
    ClassTally tally = new ClassTally(List.of("a", "b", "c", "d", "e", "f", "g"));
    tally.add(6, scores(7, 0, 1, 2, 3, 6));
    tally.add(6, scores(7, 0, 1, 2, 3, 4, 6));
    ClassReport report = tally.report();
    assertEquals(0.5, report.top5().share());
    assertEquals(0.0, report.top1().share());
    assertEquals(
        Map.of("top1", 0.0, "top5", 0.5, "balanced", 0.0, "macro_f1", 0.0), report.statistics());
  }

  @Test
  void ofEqualScoresTheLowerNumberGoesFirst() {
    ClassTally tally = new ClassTally(List.of("a", "b", "c", "d", "e", "f"));
    tally.add(0, new float[6]);
    tally.add(1, new float[6]);
    tally.add(4, new float[6]);
    tally.add(5, new float[6]);
    assertEquals(1 / 4.0, tally.report().top1().share());
    assertEquals(3 / 4.0, tally.report().top5().share());
  }

  @Test
  void lossesAreAveragedIfAllAreThere() {
    ClassTally tally = new ClassTally(List.of("a", "b"));
    tally.add(0, new float[2], 1);
    tally.add(0, new float[2], 4);
    assertEquals(2.5, tally.report().loss());
    tally.add(0, new float[2]);
    assertTrue(Double.isNaN(tally.report().loss()));
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    ClassTally tally = new ClassTally(List.of("a", "b"));
    assertThrows(IllegalArgumentException.class, () -> tally.add(0, new float[3]));
    assertThrows(IllegalArgumentException.class, () -> tally.add(2, new float[2]));
    assertThrows(IllegalArgumentException.class, () -> tally.add(0, new float[] {0, Float.NaN}));
    assertThrows(IllegalArgumentException.class, tally::report);
  }

  @Property(tries = 200)
  void intervalsOfF1HoldIt(
      @ForAll @IntRange(max = 500) int right,
      @ForAll @IntRange(max = 500) int missed,
      @ForAll @IntRange(max = 500) int wrong) {
    ClassScore score = new ClassScore("cat", right + missed, right + wrong, right);
    F1 f1 = score.f1();
    int all = 2 * right + missed + wrong;
    assertEquals(all == 0 ? 0 : 2.0 * right / all, f1.value(), TOLERANCE);
    assertTrue(0 <= f1.low() && f1.low() <= f1.value() + TOLERANCE);
    assertTrue(f1.value() <= f1.high() + TOLERANCE && f1.high() <= 1);
    double precision = score.precision().share();
    double recall = score.recall().share();
    if (right > 0) {
      assertEquals(2 * precision * recall / (precision + recall), f1.value(), TOLERANCE);
    }
  }
}
