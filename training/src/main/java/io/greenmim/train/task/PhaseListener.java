package io.greenmim.train.task;

/** Hears when the phases of a step end; called on the training thread. */
@FunctionalInterface
public interface PhaseListener {

  /** Does nothing. */
  PhaseListener NONE = phase -> {};

  /**
   * A phase has ended. Where batches are accumulated, forward and backward end once for each.
   *
   * @param phase the phase; on a GPU its last operations may still be under way
   */
  void ended(StepPhase phase);
}
