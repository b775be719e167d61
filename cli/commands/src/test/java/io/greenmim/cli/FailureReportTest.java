package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.translate.TranslateException;
import io.greenmim.train.config.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

class FailureReportTest {

  static Stream<Arguments> expectedFailures() {
    return Stream.of(
        Arguments.of(
            new UserException("--epochs: expected at least 1, found 0"),
            "--epochs: expected at least 1, found 0"),
        Arguments.of(
            new UserException("config.json: not JSON", new IOException("at line 3")),
            "config.json: not JSON"),
        Arguments.of(new IllegalArgumentException("first\n\tsecond"), "first"),
        Arguments.of(new IOException(), "IOException"),
        Arguments.of(new FileNotFoundException("a (denied)"), "a (denied)"),
        Arguments.of(new NoSuchFileException("/a/b"), "/a/b: no such file or folder"),
        Arguments.of(new AccessDeniedException("/a/b"), "/a/b: permission denied"),
        Arguments.of(new FileAlreadyExistsException("/a/b"), "/a/b: exists already"),
        Arguments.of(new UncheckedIOException(new IOException("disk full")), "disk full"),
        Arguments.of(
            new TranslateException(new IllegalArgumentException("image size: expected 32, got 8")),
            "image size: expected 32, got 8"),
        Arguments.of(
            new EngineException("Failed to load", new IOException("offline")),
            "Failed to load: offline"),
        Arguments.of(new IOException(new IOException("once")), "java.io.IOException: once"));
  }

  static Stream<Exception> interrupts() {
    return Stream.of(
        new InterruptedException("stopped"),
        new UncheckedIOException(new InterruptedIOException("stopped")),
        new IOException("features.csv", new ClosedByInterruptException()),
        new IllegalStateException("a library", new IllegalStateException("Shutdown in progress")));
  }

  @ParameterizedTest
  @MethodSource("interrupts")
  void whatWasToldToEndSaysSoAlone(Exception failure) {
    Screen screen = run(failure, "fail");
    assertEquals(130, screen.exitCode());
    assertEquals("greenmim: stopped", screen.err().strip());
  }

  @Test
  void aTimeOutIsAFailure() {
    Screen screen = run(new SocketTimeoutException("no answer"), "fail");
    assertEquals(1, screen.exitCode());
    assertEquals("greenmim: no answer", screen.err().strip());
  }

  @ParameterizedTest
  @MethodSource("expectedFailures")
  void expectedFailureIsOneLine(Exception failure, String line) {
    Screen screen = run(failure, "fail");

    assertEquals(new Screen(1, "", "greenmim: " + line + System.lineSeparator()), screen);
  }

  @Test
  void stackTraceOnDemand() {
    Exception failure = new UserException("outer", new IOException("inner"));

    for (String[] args : new String[][] {{"--stacktrace", "fail"}, {"fail", "--stacktrace"}}) {
      Screen screen = run(failure, args);
      assertEquals(1, screen.exitCode());
      assertTrue(screen.err().startsWith("greenmim: outer"), screen.err());
      assertTrue(screen.err().contains("Caused by: java.io.IOException: inner"), screen.err());
    }
  }

  @Test
  void defectShowsItsStackTrace() {
    Screen screen = run(new IllegalStateException("impossible"), "fail");

    assertEquals(1, screen.exitCode());
    assertTrue(
        screen
            .err()
            .startsWith("greenmim: internal error: java.lang.IllegalStateException: impossible"),
        screen.err());
    assertTrue(screen.err().contains("\tat "), screen.err());
  }

  private static Screen run(Exception failure, String... args) {
    return Screen.of(GreenMim.commandLine(List.of(new Failing(failure))), args);
  }

  @Command(name = "fail")
  private static final class Failing implements Callable<Integer> {

    private final Exception failure;

    Failing(Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }
}
