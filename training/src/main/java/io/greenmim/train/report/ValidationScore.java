package io.greenmim.train.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a validation came to.
 *
 * @param epoch number of the epoch, from 1
 * @param step optimiser steps taken
 * @param weights whose weights they are, {@link #LAST} or {@link #AVERAGE}; empty in logs of runs
 *     that did not tell
 * @param precision numbers of the forward passes, {@code fp32} say; empty likewise
 * @param unreadable samples that could not be read
 * @param loss mean loss over what could be read
 * @param statistics other numbers by name, such as {@code bbox/AP50}
 */
public record ValidationScore(
    long epoch,
    long step,
    String weights,
    String precision,
    int unreadable,
    double loss,
    Map<String, Double> statistics) {

  /** The weights that the last step left. */
  public static final String LAST = "last";

  /** The moving average of the weights. */
  public static final String AVERAGE = "average";

  /** Keeps a copy of the statistics. */
  public ValidationScore {
    weights = weights == null ? "" : weights;
    precision = precision == null ? "" : precision;
    statistics = Collections.unmodifiableMap(new LinkedHashMap<>(statistics));
  }

  /**
   * Says what was validated.
   *
   * @return the epoch, whose weights and in which precision, as far as the log tells
   */
  public String source() {
    String whose = weights.isEmpty() ? "" : " (" + weights + " weights, " + precision + ")";
    return "epoch " + epoch + whose;
  }
}
