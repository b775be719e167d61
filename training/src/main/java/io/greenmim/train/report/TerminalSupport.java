package io.greenmim.train.report;

import java.io.Console;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;

/**
 * What the standard output can show.
 *
 * @param interactive whether a person watches and lines can be redrawn
 * @param unicode whether characters outside ASCII come out
 * @param colour whether colours are wanted
 */
public record TerminalSupport(boolean interactive, boolean unicode, boolean colour) {

  /**
   * Looks at this process: its console, the variables {@code TERM} and {@code NO_COLOR}, the
   * encoding of its output.
   *
   * @return what the standard output can show
   */
  public static TerminalSupport detect() {
    String osName = System.getProperty("os.name", "");
    String encoding =
        System.getProperty(
            "stdout.encoding",
            System.getProperty("sun.stdout.encoding", Charset.defaultCharset().name()));
    return of(isTerminal(System.console()), System.getenv(), osName, encoding);
  }

  /**
   * Decides from plain values.
   *
   * <p>{@code TERM=dumb}, or no {@code TERM} outside Windows, is a terminal that cannot redraw a
   * line. {@code NO_COLOR}, set to anything but the empty text, turns colours off (no-color.org).
   *
   * @param terminal whether the process reads from and writes to a terminal
   * @param environment variables of the process
   * @param osName name of the operating system, as the property {@code os.name} gives it
   * @param encoding name of the encoding of the standard output
   * @return what the output can show
   */
  static TerminalSupport of(
      boolean terminal, Map<String, String> environment, String osName, String encoding) {
    boolean windows = osName.startsWith("Windows");
    String term = environment.getOrDefault("TERM", windows ? "windows" : "dumb");
    boolean interactive = terminal && !term.equals("dumb");
    boolean unicode = encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
    boolean colour = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new TerminalSupport(interactive, unicode, colour);
  }

  private static boolean isTerminal(Console console) {
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there may be a console without a terminal, and a method that tells.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Console.isTerminal: expected true or false, got " + e, e);
    }
  }
}
