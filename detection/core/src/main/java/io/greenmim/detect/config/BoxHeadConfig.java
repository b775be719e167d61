package io.greenmim.detect.config;

import io.greenmim.config.Checks;
import java.util.List;

/**
 * The box head: two fully connected layers, then class logits and box deltas.
 *
 * @param pool side of the pooled features
 * @param width width of the fully connected layers
 * @param agnostic whether all classes share one box
 * @param deltaWeights factors of the deltas dx, dy, dw and dh
 */
public record BoxHeadConfig(int pool, int width, boolean agnostic, List<Double> deltaWeights) {

  private static final int MOST_POOL = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BoxHeadConfig {
    deltaWeights = List.copyOf(deltaWeights);
    Checks.that(pool > 0, "pool: expected a positive number, got %d", pool);
    Checks.atMost("pool", pool, MOST_POOL);
    Checks.that(width > 0, "width: expected a positive number, got %d", width);
    Checks.that(
        deltaWeights.size() == 4 && deltaWeights.stream().allMatch(weight -> weight > 0),
        "deltaWeights: expected four positive numbers, got %s",
        deltaWeights);
  }

  /** {@return the published settings} */
  public static BoxHeadConfig published() {
    return new BoxHeadConfig(7, 1024, false, List.of(10.0, 10.0, 5.0, 5.0));
  }
}
