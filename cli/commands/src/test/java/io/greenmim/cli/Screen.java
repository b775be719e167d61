package io.greenmim.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What one run of the command line left behind.
 *
 * @param exitCode the exit code
 * @param out the text on standard output
 * @param err the text on the error stream
 */
record Screen(int exitCode, String out, String err) {

  static Screen of(CommandLine line, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exitCode = line.execute(args);
    return new Screen(exitCode, out.toString(), err.toString());
  }

  /** Runs the command line as {@code main} does: options of files are read too. */
  static Screen ofMain(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = GreenMim.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exitCode = GreenMim.execute(line, args);
    return new Screen(exitCode, out.toString(), err.toString());
  }

  static Screen of(String... args) {
    return of(GreenMim.commandLine(), args);
  }
}
