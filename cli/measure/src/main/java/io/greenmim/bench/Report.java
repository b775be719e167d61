package io.greenmim.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a benchmark has to say. */
public interface Report {

  /** {@return the report for a terminal: headings and tables, each line with a line break} */
  String text();

  /**
   * Returns the report for JSON: times in milliseconds, memory in bytes, work in operations.
   *
   * @return names and values
   */
  Map<String, Object> values();

  /**
   * Joins reports.
   *
   * @param parts reports by name, in order
   * @return the texts with blank lines between them, and the values under the names
   */
  static Report joined(Map<String, Report> parts) {
    return new Report() {
      @Override
      public String text() {
        return parts.values().stream()
            .map(Report::text)
            .collect(Collectors.joining(System.lineSeparator()));
      }

      @Override
      public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        parts.forEach((name, report) -> values.put(name, report.values()));
        return values;
      }
    };
  }
}
