package io.greenmim.train.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureTableTest {

  private static String refusal(List<float[]> features, Integer... labels) {
    return assertThrows(
            IllegalArgumentException.class, () -> new FeatureTable(features, List.of(labels)))
        .getMessage();
  }

  @Test
  void refusesWhatIsNoTable() {
    assertEquals("features: expected at least one, got none", refusal(List.of()));
    assertEquals(
        "labels: expected one for each of 1 features, got 2",
        refusal(List.of(new float[] {1}), 0, 1));
    assertEquals(
        "feature 1: expected 1 numbers, got 2",
        refusal(List.of(new float[] {1}, new float[] {1, 2}), 0, 1));
    assertEquals(
        "feature 0: expected finite numbers, got NaN",
        refusal(List.of(new float[] {Float.NaN}), 0));
  }
}
