package io.greenmim.train.optim;

import io.greenmim.config.Checks;

/**
 * Linear warm-up and half a cosine, evaluated at every step (Loshchilov and Hutter, 2016, arXiv
 * 1608.03983, equation 5; Goyal et al., 2017).
 *
 * @param peak learning rate that the warm-up leads to
 * @param floor learning rate at the end
 * @param warmupSteps steps of the warm-up; may be fractional
 * @param totalSteps steps of the whole schedule
 * @param form where the warm-up starts, and where the cosine
 */
public record CosineSchedule(
    double peak, double floor, double warmupSteps, long totalSteps, Form form) implements Schedule {

  /** Published forms of the schedule. */
  public enum Form {
    /**
     * That of masked autoencoders and GreenMIM: the warm-up starts at nothing, the cosine at the
     * end of the warm-up.
     */
    AFTER_WARMUP,
    /**
     * That of SimMIM: the warm-up starts at {@value CosineSchedule#SIMMIM_START} of the peak, and
     * the cosine at the first step, so that the rate falls a little where the warm-up ends.
     */
    FROM_START
  }

  /** Share of the peak that SimMIM's warm-up starts from. */
  public static final double SIMMIM_START = 0.005;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the schedule has no step
   */
  public CosineSchedule {
    Checks.that(totalSteps >= 1, "schedule: expected at least one step, got %s", totalSteps);
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step number of the step, from 0; GreenMIM's published warm-up starts at 0, ours at one
   *     step's worth, so that the first step is not lost
   * @return the learning rate
   */
  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return form == Form.AFTER_WARMUP
          ? peak * Math.min(1, (step + 1) / warmupSteps)
          : peak * (SIMMIM_START + (1 - SIMMIM_START) * step / warmupSteps);
    }
    double start = form == Form.AFTER_WARMUP ? warmupSteps : 0;
    double progress = (step - start) / Math.max(1, totalSteps - start);
    return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }
}
