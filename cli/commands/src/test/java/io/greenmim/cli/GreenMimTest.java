package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class GreenMimTest {

  @Test
  void everyCommandHasHelp() {
    Set<String> names = GreenMim.commandLine().getSubcommands().keySet();
    assertTrue(
        names.containsAll(Set.of("doctor", "completion", "publish", "features", "reconstruct")),
        names::toString);
    for (String name : names) {
      Screen screen = Screen.of(name, "--help");
      assertEquals(0, screen.exitCode(), screen.err());
      assertTrue(screen.out().startsWith("Usage: greenmim " + name + " "), screen.out());
      assertTrue(screen.out().contains("Exit codes:"), screen.out());
    }
  }

  @Test
  void versionIsThatOfTheBuild() {
    Screen screen = Screen.of("--version");

    assertEquals(0, screen.exitCode());
    assertTrue(
        screen.out().matches("greenmim \\d+\\.\\d+\\.\\S+ \\(DJL 0\\.\\S+, PyTorch 2\\.\\S+\\)\\R"),
        screen.out());
  }

  @Test
  void missingCommandIsWrongUsage() {
    assertEquals(
        new Screen(2, "", lines("greenmim: a command is missing", "See 'greenmim --help'.")),
        Screen.of());
  }

  @Test
  void unknownCommandNamesTheNearOne() {
    Screen screen = Screen.of("docter");
    assertEquals(2, screen.exitCode());
    assertEquals("", screen.out());
    String first = "greenmim: unknown command 'docter'; did you mean doctor";
    assertTrue(screen.err().startsWith(first), screen.err());
    assertTrue(screen.err().endsWith(lines("?", "See 'greenmim --help'.")), screen.err());
  }

  @Test
  void unknownOptionPointsToTheCommandsHelp() {
    assertEquals(
        new Screen(
            2,
            "",
            lines("greenmim: unknown option '--frobnicate'", "See 'greenmim doctor --help'.")),
        Screen.of("doctor", "--frobnicate"));
  }

  @Test
  void completionIsAScriptThatNamesEveryCommand() {
    Screen screen = Screen.of("completion");

    assertEquals(0, screen.exitCode());
    assertTrue(screen.out().startsWith("#!/usr/bin/env bash"), screen.out());
    assertTrue(screen.out().contains("complete -F _complete_greenmim"), screen.out());
    for (String name : GreenMim.commandLine().getSubcommands().keySet()) {
      assertTrue(screen.out().contains("function _picocli_greenmim_" + name + "()"), name);
    }
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  @Test
  void whatCannotBeLoadedIsOneLine() {
    CommandLine line = GreenMim.commandLine(List.of(new Unloadable()));
    assertEquals(
        new Screen(
            1,
            "",
            lines(
                "greenmim: cannot be loaded: java.lang.UnsatisfiedLinkError: /tmp/a.so: failed to"
                    + " map segment")),
        Screen.of(line, "load"));
  }

  @Command(name = "load")
  private static final class Unloadable implements Runnable {

    @Override
    public void run() {
      throw new UnsatisfiedLinkError("/tmp/a.so: failed to map segment");
    }
  }
}
