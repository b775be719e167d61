package io.greenmim.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * What the command line's users see of Java's own log, which Lucene writes to: no advice on the
 * version of Java.
 */
public final class JavaLog {

  private static final String SETTINGS =
      """
      handlers=java.util.logging.ConsoleHandler
      .level=WARNING
      org.apache.lucene.level=SEVERE
      """;

  /**
   * Sets the log up; Java does it when the log is first used.
   *
   * @throws IOException never
   */
  public JavaLog() throws IOException {
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
  }
}
