package io.greenmim.detect.boxes;

import java.util.Arrays;

/** The order of scores: best first, equal scores in the order of their indices. */
public final class ScoreOrder {

  private static final int DIGIT = 11;
  private static final int DIGITS = 3;
  private static final int VALUES = 1 << DIGIT;

  private ScoreOrder() {}

  /**
   * Orders scores.
   *
   * @param scores any numbers
   * @return indices of the scores, best first
   * @throws IllegalArgumentException if a score is NaN
   */
  public static int[] descending(float[] scores) {
    int[] keys = keys(scores);
    int[][] starts = starts(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int[] next = new int[keys.length];
    for (int digit = 0; digit < DIGITS; digit++) {
      int[] at = starts[digit];
      for (int index : order) {
        next[at[keys[index] >>> (DIGIT * digit) & (VALUES - 1)]++] = index;
      }
      int[] swapped = order;
      order = next;
      next = swapped;
    }
    return order;
  }

  /**
   * Finds the best scores.
   *
   * @param scores any numbers
   * @param most how many are wanted, at least 0
   * @return indices of the best scores, best first, no more than there are
   * @throws IllegalArgumentException if a score is NaN
   */
  public static int[] best(float[] scores, int most) {
    int[] order = descending(scores);
    return order.length <= most ? order : Arrays.copyOf(order, most);
  }

  /** Whole numbers that grow, without sign, as the scores fall. */
  private static int[] keys(float[] scores) {
    int[] keys = new int[scores.length];
    for (int i = 0; i < scores.length; i++) {
      if (Float.isNaN(scores[i])) {
        throw new IllegalArgumentException("scores: expected numbers, got NaN at " + i);
      }
      int bits = Float.floatToRawIntBits(scores[i] + 0f); // the sum makes 0 of -0
      keys[i] = bits < 0 ? bits : ~bits ^ Integer.MIN_VALUE;
    }
    return keys;
  }

  /** Where the keys with each value of each digit begin. */
  private static int[][] starts(int[] keys) {
    int[][] starts = new int[DIGITS][VALUES];
    for (int key : keys) {
      for (int digit = 0; digit < DIGITS; digit++) {
        starts[digit][key >>> (DIGIT * digit) & (VALUES - 1)]++;
      }
    }
    for (int[] counts : starts) {
      int sum = 0;
      for (int value = 0; value < VALUES; value++) {
        int count = counts[value];
        counts[value] = sum;
        sum += count;
      }
    }
    return starts;
  }
}
