package io.greenmim.train.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TopHitsTest {

  private static final float[] SCORES = {0.1f, 0.5f, 0.4f, 0.5f, -1, 0.3f, 0.2f};

  @Test
  void ranksByScoreAndThenByNumber() {
    int[] expected = {5, 0, 2, 1, 6, 3, 4};
    for (int label = 0; label < expected.length; label++) {
      assertEquals(expected[label], TopHits.rank(SCORES, label), "class " + label);
    }
  }

  @Test
  void countsTheFirstAndTheFirstFive() {
    TopHits hits = new TopHits();
    for (int label = 0; label < SCORES.length; label++) {
      hits.add(SCORES, label);
    }
    hits.miss();
    assertEquals(new Proportion(1, 8), hits.top1());
    assertEquals(new Proportion(5, 8), hits.top5());
  }
}
