package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.junit.jupiter.api.Test;

class ProgressBarReporterTest {

  private static final int COLUMNS = 110;

  private final CountDownLatch drawn = new CountDownLatch(1);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void endsWithTheLastStep() throws InterruptedException {
    try (ProgressReporter reporter = reporter(0, COLUMNS)) {
      reporter.update(TestMetrics.step(1, 1));
      reporter.update(TestMetrics.step(5, 0.5));
      // The bar is drawn by a thread of its own, which must not meet the closing.
      assertTrue(drawn.await(1, TimeUnit.MINUTES), "the bar is drawn");
    }
    String text = text();
    String last = text.substring(text.lastIndexOf('\r') + 1).stripTrailing();
    String end = "loss 0.5000  0:00:08 left  64.0 images/s  lr 1.50e-04";
    assertTrue(last.startsWith("train  25% [=") && last.endsWith(end), last);
    assertTrue(last.contains("]  5/20 ("), last);
    assertEquals(COLUMNS, last.length());
    assertTrue(text.endsWith(System.lineSeparator()), "the cursor stands on a fresh line");
  }

  @Test
  void keepsTheLossOnANarrowTerminal() {
    try (ProgressReporter reporter = reporter(0, 79)) {
      reporter.update(TestMetrics.step(1, 1));
      reporter.update(TestMetrics.step(20, 0.5));
    }
    String last = text().substring(text().lastIndexOf('\r') + 1).stripTrailing();
    assertTrue(last.contains("loss 0.5000  0:00:00 left"), last);
    assertTrue(last.length() <= 79, last);
  }

  @Test
  void startsWhereTheRunWasResumed() {
    reporter(10, COLUMNS).close();
    assertTrue(text().contains("train  50% ["), text());
  }

  @Test
  void messagesStandOnTheirOwnLines() {
    try (ProgressReporter reporter = reporter(0, COLUMNS)) {
      reporter.update(TestMetrics.step(10, 0.5));
      reporter.message("a picture was written");
      reporter.epochEnd(new EpochMean(1, 10, 0.5));
    }
    String clear = "\r\u001b[K";
    String end = System.lineSeparator();
    assertTrue(text().contains(clear + "a picture was written" + end), text());
    assertTrue(
        text().contains(clear + "epoch 1/2 done  mean loss 0.5000 over 10 steps" + end), text());
  }

  private ProgressReporter reporter(long stepsDone, int columns) {
    return new ProgressBarReporter(
        new TerminalSupport(true, false, false),
        new RunLength(stepsDone, 20, 2),
        new ConsoleProgressBarConsumer(out, columns) {
          @Override
          public void accept(String text) {
            super.accept(text);
            drawn.countDown();
          }
        },
        out);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
