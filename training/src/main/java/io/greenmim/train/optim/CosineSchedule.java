package io.greenmim.train.optim;

/**
 * Linear warm-up, then half a cosine, evaluated at every step (Loshchilov and Hutter, 2016, arXiv
 * 1608.03983, equation 5; Goyal et al., 2017).
 *
 * @param peak learning rate at the end of the warm-up
 * @param floor learning rate at the end
 * @param warmupSteps steps of the warm-up; may be fractional
 * @param totalSteps steps of the whole schedule
 */
public record CosineSchedule(double peak, double floor, double warmupSteps, long totalSteps)
    implements Schedule {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the schedule has no step
   */
  public CosineSchedule {
    if (totalSteps < 1) {
      throw new IllegalArgumentException("schedule: expected at least one step, got " + totalSteps);
    }
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step number of the step, from 0; the published code's warm-up starts at 0, ours at one
   *     step's worth, so that the first step is not lost
   * @return the learning rate
   */
  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * Math.min(1, (step + 1) / warmupSteps);
    }
    double progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }
}
