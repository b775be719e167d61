package io.greenmim.train.label;

import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A list as JSON lines: an object in each line. */
final class JsonList {

  private JsonList() {}

  /**
   * Reads the rows.
   *
   * @param list the file, for messages
   * @param text its text
   * @param columns what it says of each file
   * @return its rows, in order
   * @throws DataException if a line is no object, or one lacks a key
   */
  static List<ListRow> rows(Path list, String text, ListColumns columns) {
    List<ListRow> rows = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        rows.add(row(list, number, line, columns));
      }
    }
    return rows;
  }

  private static ListRow row(Path list, int number, String line, ListColumns columns) {
    String where = "%s line %s".formatted(list, number);
    Map<String, Object> object;
    try {
      object = JsonText.object(line);
    } catch (JsonText.Malformed e) {
      throw new DataException(
          "%s: expected an object such as {\"file\": \"1.jpg\", \"%s\": \"cat\"}, got '%s' (%s)"
              .formatted(where, columns.names().get(0), Printable.of(line), e.getMessage()),
          e);
    }
    List<String> keys = List.copyOf(object.keySet());
    int file = ListRow.find(keys, ListRow.FILES, where);
    int label = ListRow.find(keys, columns.names(), where);
    if (file < 0 || label < 0) {
      throw new DataException(
          "%s: expected the keys %s, got %s"
              .formatted(where, columns.expected(), keys.isEmpty() ? "none" : Names.some(keys)));
    }
    return ListRow.of(
        list,
        number,
        text(object.get(keys.get(file)), where),
        text(object.get(keys.get(label)), where));
  }

  private static String text(Object value, String where) {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      throw new DataException(
          "%s: expected one text, got several: %s"
              .formatted(where, Printable.of(value.toString())));
    }
    return value == null ? "" : value.toString();
  }
}
