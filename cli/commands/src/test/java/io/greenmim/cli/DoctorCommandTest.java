package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

  private static final int SCREEN_LINES = 24;

  @Test
  void showsEachFactOnceOnOneScreen() {
    Screen screen = Screen.of("doctor");

    assertEquals(0, screen.exitCode(), screen::toString);
    List<String> lines = screen.out().lines().toList();
    for (String label :
        List.of(
            "greenmim",
            "java",
            "system",
            "engine",
            "library",
            "threads",
            "cpu",
            "precision",
            "memory",
            "allocator",
            "cache",
            "network")) {
      assertEquals(
          1, lines.stream().filter(line -> line.startsWith(label + " ")).count(), screen.out());
    }
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("gpu")), screen.out());
    assertTrue(lines.size() <= SCREEN_LINES, screen.out());
    assertTrue(
        screen.out().contains("java        " + System.getProperty("java.version")), screen.out());
  }
}
