package io.greenmim.train.task;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A loss and what it is the sum of.
 *
 * @param total the loss
 * @param parts its summands by name, in order; empty for a loss of one part
 */
public record Loss(double total, Map<String, Double> parts) {

  /** No loss. */
  public static final Loss ZERO = new Loss(0, Map.of());

  /**
   * Makes a loss of one part.
   *
   * @param total the loss
   * @return the loss
   */
  public static Loss of(double total) {
    return new Loss(total, Map.of());
  }

  /**
   * Adds a share of another loss.
   *
   * @param other the other loss
   * @param weight factor of the other loss
   * @return this loss and that share, part by part
   */
  public Loss plus(Loss other, double weight) {
    Map<String, Double> sum = new LinkedHashMap<>(parts);
    other.parts.forEach((name, value) -> sum.merge(name, weight * value, Double::sum));
    return new Loss(total + weight * other.total, sum);
  }

  /**
   * Tells the loss and its parts.
   *
   * @return a text for a message
   */
  public String text() {
    return parts.isEmpty() ? Double.toString(total) : "%s %s".formatted(total, parts);
  }
}
