package io.greenmim.train.report;

import java.util.Locale;
import java.util.OptionalLong;

/** The words of progress reports; the time left comes from the speed since the first report. */
final class ProgressText {

  private final RunLength length;
  private StepMetrics first;

  ProgressText(RunLength length) {
    this.length = length;
  }

  /** Tells of a step; the first one starts the clock. */
  void see(StepMetrics metrics) {
    if (first == null) {
      first = metrics;
    }
  }

  /** Returns the seconds left after a step, rounded up; empty while there is no speed yet. */
  OptionalLong secondsLeft(StepMetrics metrics) {
    long steps = metrics.step() - first.step();
    if (steps <= 0) {
      return OptionalLong.empty();
    }
    double secondsPerStep = (metrics.seconds() - first.seconds()) / steps;
    long stepsLeft = Math.max(0, length.totalSteps() - metrics.step());
    return OptionalLong.of((long) Math.ceil(secondsPerStep * stepsLeft));
  }

  /** Formats a step as one line. */
  String line(StepMetrics metrics) {
    StringBuilder line = new StringBuilder();
    line.append("step ").append(metrics.step()).append('/').append(length.totalSteps());
    line.append("  epoch ").append(metrics.epoch()).append('/').append(length.epochs());
    line.append("  ").append(loss(metrics)).append("  ").append(learningRate(metrics));
    metrics
        .gradNorm()
        .ifPresent(norm -> line.append(String.format(Locale.ROOT, "  grad norm %.3f", norm)));
    line.append(String.format(Locale.ROOT, "  %.1f images/s", metrics.imagesPerSecond()));
    secondsLeft(metrics).ifPresent(s -> line.append("  ").append(duration(s)).append(" left"));
    return line.toString();
  }

  /** Formats what stands beside a progress bar: what matters most first, for the end may be cut. */
  String besideBar(StepMetrics metrics) {
    StringBuilder text = new StringBuilder(loss(metrics));
    secondsLeft(metrics).ifPresent(s -> text.append("  ").append(duration(s)).append(" left"));
    text.append(String.format(Locale.ROOT, "  %.1f images/s", metrics.imagesPerSecond()));
    return text.append("  ").append(learningRate(metrics)).toString();
  }

  /** Formats the end of an epoch as one line. */
  String epochLine(EpochMean mean) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d done  mean loss %.4f over %d %s",
        mean.epoch(),
        length.epochs(),
        mean.loss(),
        mean.steps(),
        mean.steps() == 1 ? "step" : "steps");
  }

  /** Formats seconds as hours, minutes and seconds: 1:02:03. */
  static String duration(long seconds) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String loss(StepMetrics metrics) {
    return String.format(Locale.ROOT, "loss %.4f", metrics.loss());
  }

  private static String learningRate(StepMetrics metrics) {
    return String.format(Locale.ROOT, "lr %.2e", metrics.learningRate());
  }
}
