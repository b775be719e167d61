package io.greenmim.train.label;

import io.greenmim.train.data.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A row of a list.
 *
 * @param line number of its first line, from 1
 * @param file what it says of the file; not empty
 * @param label what it says of it, such as its class; empty for nothing
 */
public record ListRow(int line, String file, String label) {

  /** Names of what says the file, in lower case. */
  static final List<String> FILES =
      List.of("file", "filename", "file_name", "filepath", "image", "image_path", "path");

  /**
   * Finds the one name that says something.
   *
   * @param names the names of a list's columns or keys
   * @param known what it may be called
   * @param where begins a message
   * @return its place; -1 if there is none
   * @throws DataException if there are two
   */
  static int find(List<String> names, List<String> known, String where) {
    int found = -1;
    for (int i = 0; i < names.size(); i++) {
      if (known.contains(names.get(i).strip().toLowerCase(Locale.ROOT))) {
        if (found >= 0) {
          throw new DataException(
              "%s: expected one of the columns '%s' and '%s', got both; rename one"
                  .formatted(where, names.get(found).strip(), names.get(i).strip()));
        }
        found = i;
      }
    }
    return found;
  }

  /** Makes a row of what was read. */
  static ListRow of(Path list, int line, String file, String label) {
    if (file.isBlank()) {
      throw new DataException(
          "%s line %s: expected the name of a file, got none".formatted(list, line));
    }
    return new ListRow(line, file.strip(), label.strip());
  }
}
