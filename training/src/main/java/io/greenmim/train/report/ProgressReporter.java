package io.greenmim.train.report;

import java.io.PrintStream;

/**
 * Tells a person how a run goes.
 *
 * <p>{@link #update}, {@link #epochEnd} and {@link #close} are called by the training thread;
 * {@link #message} by any thread.
 */
public interface ProgressReporter extends AutoCloseable {

  /**
   * Tells of a finished step.
   *
   * @param metrics metrics of the step
   */
  void update(StepMetrics metrics);

  /**
   * Tells of a finished epoch, after the update of its last step.
   *
   * @param mean mean loss of the epoch
   */
  void epochEnd(EpochMean mean);

  /**
   * Shows a message on a line of its own.
   *
   * @param text the message, without a line break at its end
   */
  void message(String text);

  /** Shows what was held back and leaves the cursor on a fresh line. */
  @Override
  void close();

  /**
   * Makes the reporter that fits the output: a progress bar on an interactive terminal, else plain
   * lines.
   *
   * @param terminal what the output can show
   * @param out where to write
   * @param length length of the run
   * @param interval how often the plain lines come
   * @return the reporter
   */
  static ProgressReporter create(
      TerminalSupport terminal, PrintStream out, RunLength length, LineInterval interval) {
    return terminal.interactive()
        ? new ProgressBarReporter(terminal, out, length)
        : new PlainLineReporter(out, length, interval);
  }
}
