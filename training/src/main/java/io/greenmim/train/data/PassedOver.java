package io.greenmim.train.data;

import io.greenmim.tensors.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a search for images left aside, and why; immutable.
 *
 * <p>What is no image is counted, by the ending of its name. What may hold images but cannot be
 * read is named: links, folders, and files whose format could not be told.
 */
public final class PassedOver {

  /** Nothing was left aside. */
  public static final PassedOver NOTHING = new Tally().done();

  private static final int MOST_ENDINGS = 5;

  private final Map<Reason, SortedMap<String, Long>> counts;
  private final SortedMap<String, String> unreachable;

  /** Why an entry is no image. */
  enum Reason {
    /** None of the formats that are read, by its first bytes. */
    OTHER("other files"),
    /** Has the structure of a TIFF file, but not the picture. */
    RAW("raw files of cameras"),
    /** Name starts with a dot. */
    HIDDEN("hidden"),
    /** Reading it could wait for ever. */
    SPECIAL("pipes, sockets and devices");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** Counts during a search. */
  static final class Tally {

    /** Endings told apart; a folder of files that end in their number has as many as files. */
    private static final int MOST_COUNTED = 1000;

    private final Map<Reason, SortedMap<String, Long>> counts = new EnumMap<>(Reason.class);
    private final SortedMap<String, String> unreachable = new TreeMap<>();

    void add(Reason reason, String ending) {
      SortedMap<String, Long> endings = counts.computeIfAbsent(reason, key -> new TreeMap<>());
      boolean full = endings.size() >= MOST_COUNTED && !endings.containsKey(ending);
      endings.merge(full ? "" : ending, 1L, Long::sum);
    }

    void unreachable(String name, String reason) {
      unreachable.put(name, reason);
    }

    PassedOver done() {
      return new PassedOver(this);
    }
  }

  private PassedOver(Tally tally) {
    counts = new EnumMap<>(Reason.class);
    tally.counts.forEach((reason, endings) -> counts.put(reason, new TreeMap<>(endings)));
    unreachable = Collections.unmodifiableSortedMap(new TreeMap<>(tally.unreachable));
  }

  /**
   * Returns how many entries were left aside.
   *
   * @return files, links and folders; a folder that was not entered counts once
   */
  public long count() {
    return unreachable.size() + counts.keySet().stream().mapToLong(this::count).sum();
  }

  private long count(Reason reason) {
    return counts.get(reason).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns what may hold images but cannot be read.
   *
   * @return unmodifiable: name below the folder to reason, in the order of the names
   */
  public SortedMap<String, String> unreachable() {
    return unreachable;
  }

  /**
   * Describes what was left aside.
   *
   * @param folder the folder that was searched
   * @return a line with the numbers and one for each of the first ten entries that cannot be read;
   *     none if nothing was left aside
   */
  public List<String> lines(Path folder) {
    if (count() == 0) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("passed over %s in %s: %s".formatted(count(), folder, summary()));
    lines.addAll(Reasons.first("passed over", unreachable, ""));
    return lines;
  }

  /**
   * Describes in a part of a sentence what was left aside.
   *
   * @return reasons and numbers, such as {@code other files 3 (.txt 2, .gif 1), hidden 1}
   */
  String summary() {
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (reason, endings) -> {
          boolean told = reason == Reason.OTHER || reason == Reason.RAW;
          parts.add("%s %s%s".formatted(reason.text, count(reason), told ? most(endings) : ""));
        });
    if (!unreachable.isEmpty()) {
      parts.add("links, folders and files that cannot be read %s".formatted(unreachable.size()));
    }
    return String.join(", ", parts);
  }

  private static String most(SortedMap<String, Long> endings) {
    String list =
        endings.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_ENDINGS)
            .map(e -> "%s %s".formatted(endingText(e.getKey()), e.getValue()))
            .collect(Collectors.joining(", "));
    return " (%s%s)".formatted(list, endings.size() > MOST_ENDINGS ? ", ..." : "");
  }

  private static String endingText(String ending) {
    return ending.isEmpty() ? "no ending" : "." + Printable.of(ending);
  }
}
