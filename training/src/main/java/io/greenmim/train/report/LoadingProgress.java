package io.greenmim.train.report;

import ai.djl.util.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Shows how the fetching and converting of a model goes on: a bar on a terminal, else a line for
 * each tenth. Steps that take no time worth a line are not shown.
 */
public final class LoadingProgress implements Progress {

  private static final long MEGABYTE = 1_000_000;
  private static final int TENTHS = 10;
  private static final Set<String> BRIEF = Set.of("Loading", "Checking");

  private final PrintWriter err;
  private final TerminalSupport terminal;
  private ProgressBar bar;
  private String step = "";
  private long max;
  private long done;
  private boolean shown;
  private boolean open;

  /**
   * Makes the progress for the process's error stream.
   *
   * @param err where lines are written if it is no terminal
   */
  public LoadingProgress(PrintWriter err) {
    this(err, TerminalSupport.detect());
  }

  LoadingProgress(PrintWriter err, TerminalSupport terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void reset(String message, long max, String trailingMessage) {
    end();
    this.max = max;
    done = 0;
    shown = !BRIEF.contains(message);
    open = false;
    String file = trailingMessage == null ? "" : " " + trailingMessage;
    step = message.toLowerCase(Locale.ROOT) + file;
  }

  @Override
  public void start(long initialProgress) {
    done = initialProgress;
    open();
  }

  /** DJL itself begins a step without a call of start. */
  private void open() {
    if (!shown || open) {
      return;
    }
    open = true;
    if (!terminal.interactive()) {
      line(
          done == 0
              ? ""
              : String.format(Locale.ROOT, ", from %.1f MB on", (double) done / MEGABYTE));
      return;
    }
    bar =
        new ProgressBarBuilder()
            .setTaskName(step)
            .setInitialMax(max)
            .startsFrom(done, Duration.ZERO)
            .setUnit(" MB", MEGABYTE)
            .setStyle(ProgressBarReporter.style(terminal))
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
  }

  @Override
  public void increment(long increment) {
    update(done + increment, null);
  }

  @Override
  public void update(long progress, String message) {
    open();
    long before = done;
    done = progress;
    if (bar != null) {
      bar.stepTo(progress);
    } else if (shown && max > 0 && tenth(progress) > tenth(before)) {
      line(", %s %%".formatted(TENTHS * tenth(progress)));
    }
  }

  private long tenth(long progress) {
    return TENTHS * progress / max;
  }

  private void line(String what) {
    err.printf(Locale.ROOT, "%s, %.1f MB%s%n", step, (double) max / MEGABYTE, what);
    err.flush();
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    shown = false;
  }
}
