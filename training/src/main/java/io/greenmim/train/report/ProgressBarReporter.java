package io.greenmim.train.report;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Reports progress by a bar that stays on the terminal's last line. */
public final class ProgressBarReporter implements ProgressReporter {

  private static final int REDRAW_MILLIS = 250;

  /** To the line's beginning, then erase to its end: the bar makes way for a message. */
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final ProgressText text;
  private final ProgressBar bar;

  /**
   * Shows the bar.
   *
   * @param terminal characters and colours that the bar may use
   * @param out where to write
   * @param length length of the run
   */
  public ProgressBarReporter(TerminalSupport terminal, PrintStream out, RunLength length) {
    this(terminal, length, new ConsoleProgressBarConsumer(out), out);
  }

  ProgressBarReporter(
      TerminalSupport terminal,
      RunLength length,
      ConsoleProgressBarConsumer consumer,
      PrintStream out) {
    this.out = out;
    this.text = new ProgressText(length);
    // The bar's own time left would count the start-up as training; ours stands beside the bar.
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("train")
            .setInitialMax(length.totalSteps())
            .startsFrom(length.stepsDone(), Duration.ZERO)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setStyle(style(terminal))
            .setConsumer(consumer)
            .hideEta()
            .build();
  }

  @Override
  public void update(StepMetrics metrics) {
    text.see(metrics);
    bar.setExtraMessage(text.besideBar(metrics));
    bar.stepTo(metrics.step());
  }

  @Override
  public void epochEnd(EpochMean mean) {
    message(text.epochLine(mean));
  }

  @Override
  public void message(String message) {
    // One call, so that the thread which draws the bar cannot come between.
    out.print(CLEAR_LINE + message + System.lineSeparator());
    out.flush();
  }

  @Override
  public void close() {
    bar.close();
  }

  static ProgressBarStyle style(TerminalSupport terminal) {
    if (!terminal.unicode()) {
      return ProgressBarStyle.ASCII;
    }
    return terminal.colour()
        ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
        : ProgressBarStyle.UNICODE_BLOCK;
  }
}
