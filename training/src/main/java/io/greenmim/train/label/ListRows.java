package io.greenmim.train.label;

import io.greenmim.train.data.DataException;
import java.nio.file.Path;
import java.util.List;

/** Reads lists of files and what is said of them: CSV, or an object in each line. */
public final class ListRows {

  private ListRows() {}

  /**
   * Reads a list.
   *
   * @param list the file
   * @param columns what it says of each file
   * @return its rows, in order, at least one
   * @throws DataException if it cannot be read, is no such list or has no row
   */
  public static List<ListRow> read(Path list, ListColumns columns) {
    return of(list, text(list, columns), columns);
  }

  /**
   * Reads the text of a list, or of what may be one.
   *
   * @param list the file
   * @param columns what it says of each file, for messages
   * @return its text, not blank
   * @throws DataException if there is no file, it holds no text in UTF-8, or nothing
   */
  public static String text(Path list, ListColumns columns) {
    return ListText.read(list, columns.what());
  }

  /**
   * Reads a list whose text is there.
   *
   * @param list the file, for messages
   * @param text its text, not blank
   * @param columns what it says of each file
   * @return its rows, in order, at least one
   * @throws DataException if it is no such list or has no row
   */
  public static List<ListRow> of(Path list, String text, ListColumns columns) {
    char first = text.stripLeading().charAt(0);
    if (first == '[') {
      throw new DataException(
          list + ": expected CSV, or JSON lines with an object in each, got a JSON array");
    }
    List<ListRow> all =
        first == '{' ? JsonList.rows(list, text, columns) : CsvList.rows(list, text, columns);
    if (all.isEmpty()) {
      throw new DataException(
          list
              + ": expected files and "
              + columns.what()
              + " below the names of the columns, got none");
    }
    return all;
  }
}
