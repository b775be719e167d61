package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandLogTest {

  private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final String JAVA = "java.util.logging.config.class";
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
  void librariesGiveNoAdviceInJavasOwnLog() throws Exception {
    System.clearProperty(LEVEL);
    System.clearProperty(JAVA);
    CommandLog.configure();
    assertEquals(JavaLog.class.getName(), System.getProperty(JAVA));
    JavaLog.class.getConstructor().newInstance();
    Logger lucene = Logger.getLogger("org.apache.lucene.store");
    assertFalse(lucene.isLoggable(Level.WARNING));
    assertTrue(lucene.isLoggable(Level.SEVERE));
    assertTrue(Logger.getLogger("another").isLoggable(Level.WARNING));
    System.clearProperty(JAVA);
    System.setProperty(LEVEL, "debug");
    CommandLog.configure();
    assertNull(System.getProperty(JAVA), "as GREENMIM_LOG asked");
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
