package io.greenmim.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Suggestions for misspelt names. */
public final class NearNames {

  private static final int MOST = 3;

  private NearNames() {}

  /**
   * Finds the names that take the fewest insertions, deletions and substitutions of a character to
   * become a given one (Levenshtein, 1966).
   *
   * @param name what was written
   * @param names what could have been meant
   * @return at most three of the names, the nearest first; equally near ones in their order
   */
  public static List<String> of(String name, Collection<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.comparingInt(candidate -> editDistance(candidate, name)));
    return List.copyOf(sorted.subList(0, Math.min(MOST, sorted.size())));
  }

  /**
   * Tells whether a name is probably meant to be another one: one insertion, deletion or
   * substitution of a character away, or two neighbours exchanged.
   *
   * @param name what was written
   * @param meant another name
   * @return whether it is misspelt so; false for the same name
   */
  public static boolean misspelt(String name, String meant) {
    int distance = editDistance(name, meant);
    return distance == 1 || (distance == 2 && sorted(name).equals(sorted(meant)));
  }

  private static List<Character> sorted(String name) {
    return name.chars().mapToObj(c -> (char) c).sorted().toList();
  }

  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
