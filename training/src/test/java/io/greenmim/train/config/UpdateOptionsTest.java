package io.greenmim.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateOptionsTest {

  private static final String AT_LEAST_ZERO = "expected 0 or more";
  private static final String BELOW_ONE = "expected a number in [0, 1)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.1 | 0.9 | 0.999 | 0 | 0 | 1 | weightDecay: ZERO, got -0.1",
        "NaN | 0.9 | 0.999 | 0 | 0 | 1 | weightDecay: ZERO, got NaN",
        "0 | -0.1 | 0.999 | 0 | 0 | 1 | beta1: ONE, got -0.1",
        "0 | 1 | 0.999 | 0 | 0 | 1 | beta1: ONE, got 1.0",
        "0 | 0.9 | -0.1 | 0 | 0 | 1 | beta2: ONE, got -0.1",
        "0 | 0.9 | 1 | 0 | 0 | 1 | beta2: ONE, got 1.0",
        "0 | 0.9 | 0.999 | -1 | 0 | 1 | clipNorm: ZERO, got -1.0",
        "0 | 0.9 | 0.999 | 0 | -0.1 | 1 | averageDecay: ONE, got -0.1",
        "0 | 0.9 | 0.999 | 0 | 1 | 1 | averageDecay: ONE, got 1.0",
        "0 | 0.9 | 0.999 | 0 | NaN | 1 | averageDecay: ONE, got NaN",
        "0 | 0.9 | 0.999 | 0 | 0 | 0 | layerDecay: expected a number in (0, 1], got 0.0",
        "0 | 0.9 | 0.999 | 0 | 0 | 1.01 | layerDecay: expected a number in (0, 1], got 1.01",
        "0 | 0.9 | 0.999 | 0 | 0 | NaN | layerDecay: expected a number in (0, 1], got NaN",
      })
  void refusesWhatIsOutOfRange(
      double weightDecay,
      double beta1,
      double beta2,
      double clipNorm,
      double averageDecay,
      double layerDecay,
      String message) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new UpdateOptions(weightDecay, beta1, beta2, clipNorm, averageDecay, layerDecay));
    assertEquals(
        message.replace("ZERO", AT_LEAST_ZERO).replace("ONE", BELOW_ONE), refused.getMessage());
  }

  @Test
  void takesTheEndsOfTheRanges() {
    assertEquals(0, new UpdateOptions(0, 0, 0, 0, 0, 1).averageDecay());
    assertEquals(1e-9, new UpdateOptions(1e9, 0.9999, 0.9999, 1e9, 0.9999, 1e-9).layerDecay());
  }
}
