package io.greenmim.cli.detect;

import io.greenmim.cli.Screen;
import java.util.Arrays;
import java.util.List;

/** A test that runs the command line in its own virtual machine and looks at what it says. */
abstract class CommandTestCase {

  int exitCode;
  String out;
  String err;

  /** Runs {@code greenmim} with words. */
  void run(Object... words) {
    Screen screen = Screen.of(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
    exitCode = screen.exitCode();
    out = screen.out();
    err = screen.err().strip();
  }

  /** Runs {@code greenmim} with some words before others. */
  void runWith(List<?> first, Object... more) {
    Object[] words = Arrays.copyOf(first.toArray(), first.size() + more.length, Object[].class);
    System.arraycopy(more, 0, words, first.size(), more.length);
    run(words);
  }
}
