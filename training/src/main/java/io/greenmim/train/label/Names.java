package io.greenmim.train.label;

import io.greenmim.config.NearNames;
import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What names of classes must be, and how they stand in a message. */
final class Names {

  private static final int MOST_NAMED = 5;
  private static final Pattern WORDNET = Pattern.compile("n\\d{8} .+");

  private Names() {}

  /** The first of some names, for a message. */
  static String some(Collection<String> names) {
    String list =
        names.stream().limit(MOST_NAMED).map(Printable::of).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMED
        ? "%s and %s more".formatted(list, names.size() - MOST_NAMED)
        : list;
  }

  /**
   * Demands names that can be told apart, also in a file of lines and where case does not count.
   *
   * @param classes all names of a data set
   * @param place where they come from
   * @throws DataException if one is no line of text, or two differ in case or encoding alone
   */
  static void requireDistinct(Collection<String> classes, Path place) {
    Map<String, String> known = new HashMap<>();
    for (String name : classes) {
      if (name.isEmpty() || !Printable.of(name, Integer.MAX_VALUE).equals(name)) {
        throw new DataException(
            "%s: expected names of classes on one line, got '%s'"
                .formatted(place, Printable.of(name)));
      }
      String key = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
      String other = known.put(key, name);
      if (other != null) {
        throw new DataException(
            "%s: expected different names of classes, got '%s' and '%s', which differ in %s alone"
                .formatted(
                    place,
                    Printable.of(other),
                    Printable.of(name),
                    other.equalsIgnoreCase(name) ? "case" : "how characters are written"));
      }
    }
  }

  /**
   * Demands that classes are among known ones.
   *
   * @param wanted names of classes
   * @param known names that they must be among
   * @param place where the wanted ones come from
   * @param whose what has the known ones, such as {@code the training part}
   * @throws DataException if one is not known; it names the near ones
   */
  static void requireKnown(
      Collection<String> wanted, List<String> known, Path place, String whose) {
    SortedSet<String> unknown = new TreeSet<>(wanted);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new DataException(
          "%s: expected classes of %s, got %s that it lacks: %s; near ones: %s"
              .formatted(
                  place,
                  whose,
                  unknown.size(),
                  some(unknown),
                  some(NearNames.of(unknown.first(), known))));
    }
  }

  /** Finds the number of each name among others, which may begin with a WordNet id. */
  static Map<String, Integer> numbers(
      Collection<String> wanted, List<String> known, Path place, String whose) {
    Map<String, Integer> numbers = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (int i = 0; i < known.size(); i++) {
      String name = known.get(i);
      for (String key : WORDNET.matcher(name).matches() ? List.of(name, id(name)) : List.of(name)) {
        if (numbers.put(key, i) != null) {
          twice.add(key);
        }
      }
    }
    List<String> unknown = wanted.stream().filter(name -> !numbers.containsKey(name)).toList();
    requireKnown(unknown, known, place, whose);
    for (String name : wanted) {
      if (twice.contains(name)) {
        throw new DataException(
            "%s: expected one class '%s' of %s, got several"
                .formatted(place, Printable.of(name), whose));
      }
    }
    return numbers;
  }

  private static String id(String name) {
    return name.substring(0, name.indexOf(' '));
  }
}
