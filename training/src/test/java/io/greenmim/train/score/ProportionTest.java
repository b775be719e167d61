package io.greenmim.train.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** Brown, Cai and DasGupta (2001) and R's binom.wilson have these. */
  @ParameterizedTest
  @CsvSource({
    "5, 10, 0.2366, 0.7634",
    "0, 10, 0.0000, 0.2775",
    "10, 10, 0.7225, 1.0000",
    "450, 1000, 0.4194, 0.4810",
  })
  void hasWilsonsInterval(long hits, long of, double low, double high) {
    Proportion proportion = new Proportion(hits, of);
    assertEquals((double) hits / of, proportion.share(), 1e-12);
    assertEquals(low, proportion.low(), 1e-4);
    assertEquals(high, proportion.high(), 1e-4);
  }

  @Test
  void nothingIsKnownOfNoImages() {
    Proportion none = new Proportion(0, 0);
    assertEquals(0, none.share());
    assertEquals(0, none.low());
    assertEquals(1, none.high());
  }

  @Test
  void tellsPercentages() {
    assertEquals("45.0 % (41.9 to 48.1)", new Proportion(450, 1000).text());
  }

  @Test
  void refusesMoreHitsThanImages() {
    assertThrows(IllegalArgumentException.class, () -> new Proportion(3, 2));
  }
}
