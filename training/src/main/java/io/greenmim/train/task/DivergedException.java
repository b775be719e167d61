package io.greenmim.train.task;

import java.io.IOException;

/** A loss or gradient is not finite: the weights took no harm, and the run stops. */
public final class DivergedException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Tells what happened.
   *
   * @param message one line that names the step, the learning rate and the last good checkpoint
   */
  public DivergedException(String message) {
    super(message);
  }
}
