package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PlainLineReporterTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void writesTheseLines() {
    // 0.5 s a step and 2 s between lines: every fourth step after the first, and each epoch's end.
    ProgressReporter reporter =
        new PlainLineReporter(out, new RunLength(0, 20, 2), new LineInterval(2, 1));
    reporter.message("20 images");
    for (int step = 1; step <= 10; step++) {
      reporter.update(TestMetrics.step(step, 1.0 / step));
    }
    reporter.epochEnd(new EpochMean(1, 10, 0.29290));
    reporter.update(TestMetrics.withNorm(11, 0.0625, 1.25));
    reporter.update(TestMetrics.withNorm(12, 0.0625, 1.25));
    reporter.close();
    assertEquals(
        List.of(
            "20 images",
            "step 1/20  epoch 1/2  loss 1.0000  lr 1.50e-04  64.0 images/s",
            "step 5/20  epoch 1/2  loss 0.2000  lr 1.50e-04  64.0 images/s  0:00:08 left",
            "step 9/20  epoch 1/2  loss 0.1111  lr 1.50e-04  64.0 images/s  0:00:06 left",
            "step 10/20  epoch 1/2  loss 0.1000  lr 1.50e-04  64.0 images/s  0:00:05 left",
            "epoch 1/2 done  mean loss 0.2929 over 10 steps",
            "step 12/20  epoch 2/2  loss 0.0625  lr 1.50e-04  grad norm 1.250  64.0 images/s"
                + "  0:00:04 left"),
        lines());
  }

  @Test
  void countsStepsToo() {
    ProgressReporter reporter =
        new PlainLineReporter(out, new RunLength(10, 20, 2), new LineInterval(0, 3));
    for (int step = 11; step <= 17; step++) {
      reporter.update(TestMetrics.step(step, 1));
    }
    assertEquals(List.of("11", "14", "17"), stepsShown());
    reporter.close();
    assertEquals(List.of("11", "14", "17"), stepsShown(), "no line comes twice");
  }

  @Test
  void needsBothTimeAndSteps() {
    ProgressReporter reporter =
        new PlainLineReporter(out, new RunLength(0, 20, 2), new LineInterval(2, 6));
    for (int step = 1; step <= 13; step++) {
      reporter.update(TestMetrics.step(step, 1));
    }
    assertEquals(List.of("1", "7", "13"), stepsShown());
  }

  @Test
  void showsNothingOfARunWithoutSteps() {
    ProgressReporter reporter =
        new PlainLineReporter(out, new RunLength(20, 20, 2), LineInterval.DEFAULT);
    reporter.close();
    assertEquals("", bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void formatsAlikeInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      ProgressText text = new ProgressText(new RunLength(0, 20_000, 2));
      text.see(TestMetrics.step(1, 1));
      assertEquals(
          "step 2/20000  epoch 1/2  loss 0.5000  lr 1.50e-04  64.0 images/s  2:46:39 left",
          text.line(TestMetrics.step(2, 0.5)));
      assertEquals(
          "loss 0.5000  2:46:39 left  64.0 images/s  lr 1.50e-04",
          text.besideBar(TestMetrics.step(2, 0.5)));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesImpossibleLengthsAndIntervals() {
    assertThrows(IllegalArgumentException.class, () -> new RunLength(-1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new RunLength(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new RunLength(2, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new RunLength(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new LineInterval(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new LineInterval(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new LineInterval(1, 0));
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private List<String> stepsShown() {
    return lines().stream().map(line -> line.split("[ /]", -1)[1]).toList();
  }
}
