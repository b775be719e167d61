package io.greenmim.detect.train;

import java.util.List;

/** The schedules of detectors: those that they are published with, and a cosine. */
public enum ScheduleName {
  /** 12 epochs, slower after 8 and 11. */
  X1("1x", 12, 8, 11),
  /** 24 epochs, slower after 16 and 22. */
  X2("2x", 24, 16, 22),
  /** 36 epochs, slower after 27 and 33: the one of Swin Transformers' published results. */
  X3("3x", 36, 27, 33),
  /** 36 epochs along half a cosine, down to nothing. */
  COSINE("cosine", 36, 36, 36);

  private final String label;
  private final int epochs;
  private final int first;
  private final int second;

  ScheduleName(String label, int epochs, int first, int second) {
    this.label = label;
    this.epochs = epochs;
    this.first = first;
    this.second = second;
  }

  /**
   * Returns the length.
   *
   * @return epochs
   */
  public int epochs() {
    return epochs;
  }

  /**
   * Returns when the learning rate falls, for a schedule that is stretched or shortened to another
   * length.
   *
   * @param length epochs of the run
   * @return epochs after which the rate falls to a tenth, ascending
   */
  public List<Double> milestones(double length) {
    return List.of(first * length / epochs, second * length / epochs);
  }

  /** Returns the name as users write it, such as {@code 3x}. */
  @Override
  public String toString() {
    return label;
  }
}
