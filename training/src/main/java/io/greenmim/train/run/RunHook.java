package io.greenmim.train.run;

import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.state.RunState;
import java.io.IOException;

/**
 * Hears of a run, on the thread that runs it, in the order in which the hooks were given. What a
 * hook throws ends the run; its last checkpoint stays.
 */
public interface RunHook extends AutoCloseable {

  /**
   * The run begins, or goes on.
   *
   * @param run what it is; to be kept for later
   * @throws IOException if the hook cannot write
   */
  default void begins(RunView run) throws IOException {}

  /**
   * A step was taken, or skipped because it was not finite.
   *
   * @param step what it did
   * @throws IOException if the hook cannot write
   */
  default void stepTaken(StepResult step) throws IOException {}

  /**
   * A checkpoint was written.
   *
   * @param state where the run stands
   * @throws IOException if the hook cannot write
   */
  default void checkpointWritten(RunState state) throws IOException {}

  /**
   * An epoch has ended; the model has the weights after its last step, or their average where the
   * run keeps one. Comes again for an epoch whose report is missing when the run goes on.
   *
   * @param epoch number of the epoch, from 1
   * @throws IOException if the hook cannot write
   */
  default void epochEnded(long epoch) throws IOException {}

  /**
   * Tells whether what this hook makes of an epoch that has ended is missing: a run may be stopped
   * or killed before it is made, and makes it when it goes on.
   *
   * @param epoch number of the epoch, from 1
   * @return whether something is missing
   */
  default boolean owes(long epoch) {
    return false;
  }

  /**
   * The model was validated, with the weights that it has now.
   *
   * @param score what it came to
   * @param best whether it is the best so far, whose weights are kept
   * @throws IOException if the hook cannot write
   */
  default void validated(ValidationScore score, boolean best) throws IOException {}

  /**
   * There is something to tell the user.
   *
   * @param message one line
   */
  default void told(String message) {}

  /**
   * The run has ended or was stopped; not called if it failed.
   *
   * @param end where and how
   * @throws IOException if the hook cannot write
   */
  default void ended(RunEnd end) throws IOException {}

  /** The run is over, however it ended. */
  @Override
  default void close() throws IOException {}
}
