package io.greenmim.detect.train;

import java.util.Map;

/**
 * What a validation came to.
 *
 * @param epoch number of the epoch, from 1
 * @param step optimiser steps taken
 * @param weights whose weights they are, {@link #LAST} or {@link #AVERAGE}; empty in logs of runs
 *     that did not tell
 * @param precision numbers of the forward passes, {@code fp32} say; empty likewise
 * @param unreadable images that could not be read; their objects count as missed
 * @param loss mean loss over the images that could be read
 * @param statistics COCO's statistics by name, such as {@code bbox/AP50}; between 0 and 1, or -1
 *     where there is no object
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

  private static final String BOX_AP = "bbox/AP";
  private static final String MASK_AP = "segm/AP";

  /** Keeps a copy of the statistics. */
  public ValidationScore {
    weights = weights == null ? "" : weights;
    precision = precision == null ? "" : precision;
    statistics = Map.copyOf(statistics);
  }

  /**
   * Says what was validated.
   *
   * @return the epoch, whose weights and in which precision, as far as the log tells
   */
  String source() {
    String whose = weights.isEmpty() ? "" : " (" + weights + " weights, " + precision + ")";
    return "epoch " + epoch + whose;
  }

  /** Whether masks were compared. */
  boolean hasMasks() {
    return statistics.containsKey(MASK_AP);
  }

  /**
   * Returns what the best weights are chosen by.
   *
   * @return average precision of the masks, or of the boxes for a detector of boxes alone
   */
  public double merit() {
    return statistics.getOrDefault(MASK_AP, statistics.get(BOX_AP));
  }
}
