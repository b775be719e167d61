package io.greenmim.train.task;

/** What an optimiser step spends its time on, in order. */
public enum StepPhase {
  /** Waiting for the batches. */
  LOAD,
  /** Copying a batch to its device and computing its loss. */
  FORWARD,
  /** Computing the gradients. */
  BACKWARD,
  /** Limiting the gradients and moving the weights. */
  OPTIMISER
}
