package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
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
            "products",
            "inference",
            "memory",
            "allocator",
            "jpeg",
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

  @Test
  void comparesADevice() {
    Screen screen = Screen.of("doctor", "--check=cpu");
    assertEquals(0, screen.exitCode(), screen::toString);
    long checked = screen.out().lines().filter(line -> line.startsWith("check ")).count();
    assertTrue(checked >= 2L * Backbones.families().size(), screen.out());
    assertFalse(screen.out().contains("FAIL"), screen.out());

    Screen absent = Screen.of("doctor", "--check=gpu:99");
    assertNotEquals(0, absent.exitCode(), absent::toString);
    assertTrue(absent.err().contains("asks for GPU 99, but the engine sees"), absent.err());
  }
}
