package io.greenmim.cli.detect;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells how far the work on many images has come, a line at most every ten seconds. */
final class ImageProgress {

  private static final long INTERVAL = Duration.ofSeconds(10).toNanos();
  private static final double SECOND = 1e9;

  private final PrintWriter err;
  private final int total;
  private final long start = System.nanoTime();
  private long shown = start;
  private int done;

  ImageProgress(PrintWriter err, int total) {
    this.err = err;
    this.total = total;
  }

  /** Counts an image. */
  void step() {
    done++;
    long now = System.nanoTime();
    if (now - shown >= INTERVAL && done < total) {
      shown = now;
      double rate = done / ((now - start) / SECOND);
      Duration left = Duration.ofSeconds(Math.round((total - done) / rate));
      err.printf(
          Locale.ROOT,
          "%d of %d images, %.2f images/s, %d:%02d:%02d left%n",
          done,
          total,
          rate,
          left.toHours(),
          left.toMinutesPart(),
          left.toSecondsPart());
      err.flush();
    }
  }
}
