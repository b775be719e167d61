package io.greenmim.train.data;

import io.greenmim.tensors.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Names of files with reasons, as lines of a screen or a file. */
public final class Reasons {

  private static final int MOST_NAMED = 10;
  private static final int LONGEST = 4096;

  private Reasons() {}

  /**
   * Names the first ten files.
   *
   * @param word the beginning of each line, such as {@code skipped}
   * @param reasons names and reasons
   * @param others the end of the line about the files that are not named
   * @return a line for each of the first ten with its reason, and one with the number of the others
   */
  public static List<String> first(String word, SortedMap<String, String> reasons, String others) {
    List<String> lines = new ArrayList<>();
    reasons.entrySet().stream()
        .limit(MOST_NAMED)
        .forEach(entry -> lines.add(word + " " + line(entry, ": ")));
    if (reasons.size() > MOST_NAMED) {
      lines.add("%s %s more%s".formatted(word, reasons.size() - MOST_NAMED, others));
    }
    return lines;
  }

  /** Name and reason on one line, whatever characters they hold. */
  static String line(Map.Entry<String, String> entry, String between) {
    return Printable.of(entry.getKey(), LONGEST)
        + between
        + Printable.of(entry.getValue(), LONGEST);
  }
}
