package io.greenmim.bench;

import io.greenmim.config.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of a report: columns of texts are aligned to the left, those of values to the right. */
public final class TextTable {

  private static final String GAP = "  ";
  private static final String TEXT = "";

  private final List<String> head = new ArrayList<>();
  private final List<String> formats = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Makes a table without columns. */
  public TextTable() {}

  /**
   * Adds a column of texts.
   *
   * @param name its name
   * @return this table
   */
  public TextTable texts(String name) {
    return column(name, TEXT);
  }

  /**
   * Adds a column of values.
   *
   * @param name its name
   * @param format how {@link String#format} writes a value, such as {@code %.1f}
   * @return this table
   */
  public TextTable values(String name, String format) {
    return column(name, format);
  }

  private TextTable column(String name, String format) {
    head.add(name);
    formats.add(format);
    return this;
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns: a text stays as it is, a {@link Spread} has each of
   *     its values in the column's format
   * @return this table
   * @throws IllegalArgumentException if the number of cells is another
   */
  public TextTable row(Object... cells) {
    Checks.that(
        cells.length == head.size(), "row: expected %s cells, got %s", head.size(), cells.length);
    List<String> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      row.add(text(cells[i], formats.get(i)));
    }
    rows.add(row);
    return this;
  }

  private static String text(Object cell, String format) {
    if (cell instanceof Spread spread) {
      return spread.text(format);
    }
    return cell instanceof String text ? text : String.format(Locale.ROOT, format, cell);
  }

  /**
   * Formats the table.
   *
   * @return the lines, each with a line break
   */
  public String text() {
    int[] widths = new int[head.size()];
    measure(head, widths);
    rows.forEach(row -> measure(row, widths));
    StringBuilder text = new StringBuilder();
    append(text, head, widths);
    rows.forEach(row -> append(text, row, widths));
    return text.toString();
  }

  private static void measure(List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private void append(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      boolean left = formats.get(i).equals(TEXT);
      line.append(i == 0 ? "" : GAP);
      line.append(left ? cells.get(i) + padding : padding + cells.get(i));
    }
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
  }

  /**
   * Formats a line of a report.
   *
   * @param format as {@link String#format} takes it
   * @param values its values
   * @return the line with its line break, the same in every locale
   */
  public static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
