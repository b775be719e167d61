package io.greenmim.train.state;

import io.greenmim.train.config.NonFinitePolicy;

/**
 * How many steps of a run changed nothing because their loss or gradient was not finite.
 *
 * @param total such steps since the run began
 * @param inARow those since the last step that moved the weights
 */
public record SkippedSteps(long total, long inARow) {

  /** None so far. */
  public static final SkippedSteps NONE = new SkippedSteps(0, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative or there are more in a row than in all
   */
  public SkippedSteps {
    if (inARow < 0 || total < inARow) {
      throw new IllegalArgumentException(
          "skipped steps: expected 0 or more, fewer in a row than in all, got %s of %s"
              .formatted(inARow, total));
    }
  }

  /**
   * Counts a step.
   *
   * @param skipped whether it changed nothing
   * @return the steps with this one
   */
  public SkippedSteps after(boolean skipped) {
    return skipped ? new SkippedSteps(total + 1, inARow + 1) : new SkippedSteps(total, 0);
  }

  /**
   * Tells whether a run may go on.
   *
   * @param totalSteps steps of the whole run
   * @return false if more than {@value NonFinitePolicy#MOST_IN_A_ROW} in a row were skipped, or in
   *     all more than one of {@value NonFinitePolicy#ONE_OF} steps and more than {@value
   *     NonFinitePolicy#ALWAYS_ALLOWED}
   */
  public boolean tolerable(long totalSteps) {
    return inARow <= NonFinitePolicy.MOST_IN_A_ROW
        && total <= Math.max(NonFinitePolicy.ALWAYS_ALLOWED, totalSteps / NonFinitePolicy.ONE_OF);
  }
}
