package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadingProgressTest {

  private final StringWriter text = new StringWriter();
  private final LoadingProgress progress =
      new LoadingProgress(new PrintWriter(text), new TerminalSupport(false, true, false));

  private List<String> lines() {
    return text.toString().lines().toList();
  }

  @Test
  void aDownloadIsALineForEachTenth() {
    progress.reset("Downloading", 200_000_000, "a.pth");
    progress.start(50_000_000);
    for (int i = 0; i < 30; i++) {
      progress.increment(5_000_000);
    }
    progress.end();
    assertEquals("downloading a.pth, 200.0 MB, from 50.0 MB on", lines().get(0));
    assertEquals("downloading a.pth, 200.0 MB, 30 %", lines().get(1));
    assertEquals("downloading a.pth, 200.0 MB, 100 %", lines().get(lines().size() - 1));
    assertEquals(1 + 8, lines().size());
  }

  /** DJL's own repositories name no file and do not call start. */
  @Test
  void stepsOfDjlAreShownUnlessTheyAreBrief() {
    progress.reset("Downloading", 1_000_000);
    progress.increment(10);
    progress.end();
    progress.reset("Checking", 1_000_000, "a.pth");
    progress.start(0);
    progress.increment(1_000_000);
    progress.reset("Loading", 2);
    progress.update(1);
    progress.end();
    assertEquals(List.of("downloading, 1.0 MB"), lines());
  }
}
