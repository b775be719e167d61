package io.greenmim.train.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Lines of CSV (RFC 4180). */
public final class CsvText {

  private CsvText() {}

  /**
   * Writes a line.
   *
   * @param cells texts and numbers
   * @return the line, with its end
   */
  public static String line(Object... cells) {
    return Arrays.stream(cells)
        .map(cell -> quoted(String.valueOf(cell)))
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  /**
   * Writes a text as it may stand in a line.
   *
   * @param text the text
   * @return the text, in quotes if it holds a comma, a quote or the end of a line
   */
  public static String quoted(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
