package io.greenmim.train.report;

import java.io.PrintStream;

/**
 * Reports progress by plain lines, for logs and pipes.
 *
 * <p>The first step, the last of each epoch and the last of the run always get a line; between them
 * the interval decides.
 */
public final class PlainLineReporter implements ProgressReporter {

  private final PrintStream out;
  private final LineInterval interval;
  private final ProgressText text;
  private StepMetrics latest;
  private StepMetrics printed;

  /**
   * Makes a reporter.
   *
   * @param out where to write
   * @param length length of the run
   * @param interval how far apart the lines are
   */
  public PlainLineReporter(PrintStream out, RunLength length, LineInterval interval) {
    this.out = out;
    this.interval = interval;
    this.text = new ProgressText(length);
  }

  @Override
  public void update(StepMetrics metrics) {
    text.see(metrics);
    latest = metrics;
    if (printed == null
        || (metrics.seconds() - printed.seconds() >= interval.seconds()
            && metrics.step() - printed.step() >= interval.steps())) {
      printLatest();
    }
  }

  @Override
  public void epochEnd(EpochMean mean) {
    printLatest();
    out.println(text.epochLine(mean));
    out.flush();
  }

  @Override
  public void message(String message) {
    out.println(message);
    out.flush();
  }

  @Override
  public void close() {
    printLatest();
  }

  private void printLatest() {
    if (latest != null && !latest.equals(printed)) {
      out.println(text.line(latest));
      out.flush();
      printed = latest;
    }
  }
}
