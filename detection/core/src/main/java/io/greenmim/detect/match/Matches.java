package io.greenmim.detect.match;

import java.util.Arrays;

/** The object of each candidate and whether it counts as that object. Immutable. */
public final class Matches {

  private final int[] objects;
  private final byte[] labels;

  /** Takes arrays that nobody else changes. */
  Matches(int[] objects, byte[] labels) {
    this.objects = objects;
    this.labels = labels;
  }

  /** {@return number of candidates n} */
  public int size() {
    return labels.length;
  }

  /**
   * Returns the object that a candidate overlaps most, the first of several.
   *
   * @param candidate index of the candidate
   * @return index of the object; 0 where there is none
   */
  public int object(int candidate) {
    return objects[candidate];
  }

  /**
   * Returns the label of a candidate.
   *
   * @param candidate index of the candidate
   * @return one of the values of {@link Label}
   */
  public byte label(int candidate) {
    return labels[candidate];
  }

  /**
   * Finds the candidates with a label.
   *
   * @param label one of the values of {@link Label}
   * @return indices of the candidates, growing
   */
  public int[] with(byte label) {
    int[] found = new int[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * Returns all labels.
   *
   * @return the labels (n); a copy
   */
  public byte[] labels() {
    return labels.clone();
  }
}
