package io.greenmim.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.ToIntFunction;
import picocli.CommandLine;

/**
 * What one run of the command line left behind.
 *
 * @param exitCode the exit code
 * @param out the text on standard output
 * @param err the text on the error stream
 */
public record Screen(int exitCode, String out, String err) {

  /** Reads words with a command line. */
  public static Screen of(CommandLine line, String... words) {
    return of(line, line::execute, words);
  }

  /** Runs the command line as {@code main} does: options of files are read too. */
  public static Screen ofMain(String... words) {
    CommandLine line = GreenMim.commandLine();
    return of(line, all -> GreenMim.execute(line, all), words);
  }

  /** Runs the command line. */
  public static Screen of(String... words) {
    return of(GreenMim.commandLine(), words);
  }

  private static Screen of(CommandLine line, ToIntFunction<String[]> run, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exitCode = run.applyAsInt(words);
    return new Screen(exitCode, out.toString(), err.toString());
  }
}
