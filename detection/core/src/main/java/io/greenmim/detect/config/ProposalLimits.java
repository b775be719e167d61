package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * How many proposals there may be.
 *
 * @param preNms best proposals of each level that non-maximum suppression sees, positive
 * @param postNms best proposals of an image that are left, over all levels, positive
 */
public record ProposalLimits(int preNms, int postNms) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ProposalLimits {
    Checks.that(preNms > 0, "preNms: expected a positive number, got %d", preNms);
    Checks.that(postNms > 0, "postNms: expected a positive number, got %d", postNms);
  }
}
