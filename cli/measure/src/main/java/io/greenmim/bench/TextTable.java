package io.greenmim.bench;

import java.util.ArrayList;
import java.util.List;

/** A table of a report: the first column is aligned to the left, the others to the right. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Makes a table without rows.
   *
   * @param head names of the columns, at least one
   */
  public TextTable(List<String> head) {
    this.head = List.copyOf(head);
  }

  /**
   * Adds a row.
   *
   * @param cells as many texts as there are columns
   * @return this table
   * @throws IllegalArgumentException if the number of cells is another
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException(
          "row: expected %s cells, got %s".formatted(head.size(), cells.size()));
    }
    rows.add(List.copyOf(cells));
    return this;
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

  private static void append(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
    }
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
  }
}
