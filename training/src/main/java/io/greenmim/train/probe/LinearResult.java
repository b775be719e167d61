package io.greenmim.train.probe;

import io.greenmim.tensors.StoredTensor;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a linear probe came to.
 *
 * @param result how well it answers
 * @param loss its mean cross entropy on the images to judge by
 * @param baseLearningRate the rate that it was trained with
 * @param tried share of the features held out that each rate was right about; empty if the rate was
 *     given
 * @param head {@code weight} (K, C) and {@code bias} (K) of the linear map, with the normalisation
 *     in it
 */
public record LinearResult(
    ProbeResult result,
    double loss,
    double baseLearningRate,
    Map<Double, Double> tried,
    Map<String, StoredTensor> head) {

  /** Copies the tables. */
  public LinearResult {
    tried = Collections.unmodifiableMap(new LinkedHashMap<>(tried));
    head = Map.copyOf(head);
  }

  /**
   * Tells the result, and how its rate was chosen.
   *
   * @return two or three lines
   */
  public String text() {
    if (tried.isEmpty()) {
      return result.text();
    }
    String rates =
        tried.entrySet().stream()
            .map(
                one ->
                    String.format(
                        Locale.ROOT, "%s: %.1f %%", plain(one.getKey()), 100 * one.getValue()))
            .collect(Collectors.joining(", "));
    return "base rates tried on a fifth of the images to learn from: %s%n%s"
        .formatted(rates, result.text());
  }

  /** A rate without an exponent. */
  static String plain(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }
}
