package io.greenmim.train.optim;

/** The learning rate over a run. */
@FunctionalInterface
public interface Schedule {

  /**
   * Returns the learning rate of a step.
   *
   * @param step number of the step, from 0
   * @return the learning rate
   */
  double at(long step);
}
