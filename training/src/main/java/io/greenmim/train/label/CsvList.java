package io.greenmim.train.label;

import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list as CSV (RFC 4180): fields between commas, semicolons or tabs, in quotes if need be; the
 * first line names the columns.
 */
final class CsvList {

  private static final char[] DELIMITERS = {',', ';', '\t'};

  private final Path list;
  private final String text;
  private final ListColumns wanted;
  private char delimiter;
  private int place;
  private int line;

  private CsvList(Path list, String text, ListColumns wanted) {
    this.list = list;
    this.text = text;
    this.wanted = wanted;
  }

  /**
   * Reads the rows.
   *
   * @param list the file, for messages
   * @param text its text
   * @param columns what it says of each file
   * @return its rows, in order
   * @throws DataException if a column is missing, or a row has other fields than the first
   */
  static List<ListRow> rows(Path list, String text, ListColumns columns) {
    return new CsvList(list, text, columns).rows();
  }

  private record Columns(int count, int file, int label) {}

  private List<ListRow> rows() {
    Columns columns = columns();
    List<ListRow> rows = new ArrayList<>();
    while (place < text.length()) {
      int first = line;
      List<String> fields = record();
      if (fields.size() == 1 && fields.get(0).isBlank()) {
        continue;
      }
      while (fields.size() > columns.count && fields.get(fields.size() - 1).isBlank()) {
        fields.remove(fields.size() - 1);
      }
      if (fields.size() != columns.count) {
        throw new DataException(
            "%s line %s: expected %s fields as in the first line, got %s; quotes go around a field"
                    .formatted(list, first, columns.count, fields.size())
                + " that holds '%s'".formatted(delimiter == '\t' ? "a tab" : delimiter));
      }
      rows.add(ListRow.of(list, first, fields.get(columns.file), fields.get(columns.label)));
    }
    return rows;
  }

  /** Finds the delimiter by which the first line has the columns. */
  private Columns columns() {
    int start = start();
    DataException broken = null;
    for (char candidate : DELIMITERS) {
      delimiter = candidate;
      place = start;
      line = start == 0 ? 1 : 2;
      List<String> names;
      try {
        names = record();
      } catch (DataException e) {
        // Quotes around names end where another delimiter stands.
        broken = broken == null ? e : broken;
        continue;
      }
      int file = ListRow.find(names, ListRow.FILES, list.toString());
      int label = ListRow.find(names, wanted.names(), list.toString());
      if (file >= 0 && label >= 0) {
        while (names.get(names.size() - 1).isBlank()) {
          names.remove(names.size() - 1);
        }
        return new Columns(names.size(), file, label);
      }
    }
    if (broken != null) {
      throw broken;
    }
    throw new DataException(
        "%s: expected the columns %s in the first line, got '%s'"
            .formatted(
                list,
                wanted.expected(),
                Printable.of(text.substring(start).lines().findFirst().orElse(""))));
  }

  /** Excel may begin a file with a line of its own that names the delimiter. */
  private int start() {
    boolean named = text.length() > 5 && text.startsWith("sep=");
    int end = named ? text.indexOf('\n') : -1;
    return end < 0 ? 0 : end + 1;
  }

  /** Reads the fields up to the end of a line that is in no quotes. */
  private List<String> record() {
    List<String> fields = new ArrayList<>();
    do {
      fields.add(isQuoted() ? quoted() : plain());
    } while (more());
    return fields;
  }

  private boolean isQuoted() {
    int at = place;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at < text.length() && text.charAt(at) == '"';
  }

  private String plain() {
    int from = place;
    while (place < text.length() && !isEnd(text.charAt(place))) {
      place++;
    }
    return text.substring(from, place);
  }

  private boolean isEnd(char c) {
    return c == delimiter || c == '\n' || c == '\r';
  }

  private String quoted() {
    int opened = line;
    StringBuilder field = new StringBuilder();
    place = text.indexOf('"', place) + 1;
    while (true) {
      if (place >= text.length()) {
        throw new DataException(
            "%s line %s: expected a second quote for the one in this line, got the end of the file"
                .formatted(list, opened));
      }
      char c = text.charAt(place++);
      if (c != '"') {
        field.append(c);
        line += c == '\n' ? 1 : 0;
      } else if (place < text.length() && text.charAt(place) == '"') {
        field.append(c);
        place++;
      } else {
        break;
      }
    }
    String rest = plain();
    if (!rest.isBlank()) {
      throw new DataException(
          "%s line %s: expected the end of the field after its quotes, got '%s'"
              .formatted(list, line, Printable.of(rest)));
    }
    return field.toString();
  }

  /** Steps over what ends a field; whether another field follows. */
  private boolean more() {
    if (place >= text.length()) {
      return false;
    }
    char c = text.charAt(place++);
    if (c == delimiter) {
      return true;
    }
    if (c == '\r' && place < text.length() && text.charAt(place) == '\n') {
      place++;
    }
    line++;
    return false;
  }
}
