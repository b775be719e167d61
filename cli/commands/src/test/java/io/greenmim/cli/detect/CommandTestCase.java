package io.greenmim.cli.detect;

import io.greenmim.cli.GreenMim;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** A test that runs the command line in its own virtual machine and looks at what it says. */
abstract class CommandTestCase {

  int exitCode;
  String out;
  String err;

  /** Runs {@code greenmim} with words. */
  void run(Object... words) {
    StringWriter text = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = GreenMim.commandLine();
    line.setOut(new PrintWriter(text, true));
    line.setErr(new PrintWriter(errors, true));
    exitCode = line.execute(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
    out = text.toString();
    err = errors.toString().strip();
  }

  /** Runs {@code greenmim} with some words before others. */
  void runWith(List<?> first, Object... more) {
    Object[] words = Arrays.copyOf(first.toArray(), first.size() + more.length, Object[].class);
    System.arraycopy(more, 0, words, first.size(), more.length);
    run(words);
  }
}
