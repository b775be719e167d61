package io.greenmim.cli;

import java.util.Map;

/**
 * What the command line's users see of the log, on standard error; {@code GREENMIM_LOG=debug} shows
 * all of it. Set for the command line's own process alone: a file of settings in the module would
 * speak for every application that has it on the class path.
 */
final class CommandLog {

  private static final String PREFIX = "org.slf4j.simpleLogger.";

  /**
   * DJL warns of missing CUDA libraries on machines without a GPU; {@code greenmim doctor} says it
   * in plain words.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "defaultLogLevel", "warn",
          "log.ai.djl", "error",
          "showThreadName", "false",
          "showShortLogName", "true",
          "levelInBrackets", "true");

  /** Names the class that sets up Java's own log when a library first uses it, if one does. */
  private static final String JAVA = "java.util.logging.config.class";

  private CommandLog() {}

  /** Sets what is not set; to be called before anything is logged. */
  static void configure() {
    boolean asked = System.getProperty(PREFIX + "defaultLogLevel") != null;
    if (!asked && System.getProperty(JAVA) == null) {
      System.setProperty(JAVA, JavaLog.class.getName());
    }
    SETTINGS.forEach(
        (name, value) -> {
          if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, value);
          }
        });
  }
}
