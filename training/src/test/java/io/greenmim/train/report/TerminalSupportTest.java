package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import me.tongfei.progressbar.ProgressBarStyle;
import org.junit.jupiter.api.Test;

class TerminalSupportTest {

  private static final RunLength LENGTH = new RunLength(0, 10, 1);

  @Test
  void decidesFromTheEnvironment() {
    Map<String, String> xterm = Map.of("TERM", "xterm-256color");
    assertSupport(true, true, true, true, xterm, "Linux", "UTF-8");
    assertSupport(false, true, false, false, xterm, "Linux", "UTF-8");
    assertSupport(false, true, false, true, Map.of("TERM", "dumb"), "Linux", "UTF-8");
    assertSupport(false, true, false, true, Map.of(), "Linux", "UTF-8");
    assertSupport(true, false, true, true, Map.of(), "Windows 11", "Cp1252");
    assertSupport(true, false, true, true, xterm, "Linux", "ANSI_X3.4-1968");
    assertSupport(true, true, true, true, xterm, "Mac OS X", "utf8");
    Map<String, String> noColour = Map.of("TERM", "xterm", "NO_COLOR", "1");
    assertSupport(true, true, false, true, noColour, "Linux", "UTF-8");
    Map<String, String> emptyNoColour = Map.of("TERM", "xterm", "NO_COLOR", "");
    assertSupport(true, true, true, true, emptyNoColour, "Linux", "UTF-8");
  }

  private static void assertSupport(
      boolean interactive,
      boolean unicode,
      boolean colour,
      boolean terminal,
      Map<String, String> environment,
      String osName,
      String encoding) {
    assertEquals(
        new TerminalSupport(interactive, unicode, colour),
        TerminalSupport.of(terminal, environment, osName, encoding));
  }

  @Test
  void findsNoTerminalWithoutAConsole() {
    // The build's tests run in a process whose input and output are pipes.
    assertEquals(false, TerminalSupport.detect().interactive());
  }

  @Test
  void choosesTheReporter() {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    TerminalSupport pipe = new TerminalSupport(false, true, false);
    try (ProgressReporter plain =
        ProgressReporter.create(pipe, out, LENGTH, LineInterval.DEFAULT)) {
      assertInstanceOf(PlainLineReporter.class, plain);
    }
    TerminalSupport terminal = new TerminalSupport(true, true, true);
    try (ProgressReporter bar =
        ProgressReporter.create(terminal, out, LENGTH, LineInterval.DEFAULT)) {
      assertInstanceOf(ProgressBarReporter.class, bar);
    }
  }

  @Test
  void choosesTheBarsCharacters() {
    assertStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK, true, true);
    assertStyle(ProgressBarStyle.UNICODE_BLOCK, true, false);
    assertStyle(ProgressBarStyle.ASCII, false, true);
    assertStyle(ProgressBarStyle.ASCII, false, false);
  }

  private static void assertStyle(ProgressBarStyle style, boolean unicode, boolean colour) {
    assertSame(style, ProgressBarReporter.style(new TerminalSupport(true, unicode, colour)));
  }
}
