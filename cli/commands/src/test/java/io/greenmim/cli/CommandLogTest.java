package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandLogTest {

  private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final String DJL = "org.slf4j.simpleLogger.log.ai.djl";

  private Properties before;

  @BeforeEach
  void keep() {
    before = (Properties) System.getProperties().clone();
  }

  @AfterEach
  void putBack() {
    System.setProperties(before);
  }

  @Test
  void setsWhatIsNotSet() {
    System.clearProperty(LEVEL);
    System.setProperty(DJL, "debug");
    CommandLog.configure();
    assertEquals("warn", System.getProperty(LEVEL));
    assertEquals("debug", System.getProperty(DJL), "as GREENMIM_LOG asked");
  }
}
