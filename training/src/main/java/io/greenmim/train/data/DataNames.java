package io.greenmim.train.data;

import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.Printable;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The images that a run began with: the file {@code images.txt} in its folder, so that a run whose
 * data changed can tell what changed.
 *
 * <p>A line for each image: a number that changes with it, a tab and its name, in which {@code \}
 * stands before {@code n} and {@code r} for ends of lines and before another {@code \}.
 */
public final class DataNames {

  /** Name of the file in the folder of a run. */
  public static final String NAME = "images.txt";

  private static final int MOST_NAMED = 5;

  private final List<Entry> entries;
  private final String otherMark;

  private record Entry(String name, long mark) {}

  /**
   * Names the samples of a data set.
   *
   * @param samples the data set
   */
  public DataNames(Samples<?> samples) {
    entries =
        IntStream.range(0, samples.size())
            .mapToObj(i -> new Entry(samples.name(i), samples.mark(i)))
            .toList();
    otherMark = samples.otherMark();
  }

  /**
   * Writes the file.
   *
   * @param folder folder of the run
   * @throws IOException if it cannot be written; then an older one is as it was
   */
  public void write(Path folder) throws IOException {
    AtomicFiles.replace(
        folder.resolve(NAME),
        file -> {
          try (BufferedWriter text = Files.newBufferedWriter(file)) {
            for (Entry entry : entries) {
              text.append(Long.toString(entry.mark())).append('\t');
              text.append(escaped(entry.name())).append('\n');
            }
          }
        });
  }

  /**
   * Says what changed since a run began.
   *
   * @param folder folder of the run
   * @return names of what was added, removed and changed, the first ones of each; or that names do
   *     not tell
   * @throws IOException if the file is there and cannot be read
   */
  public String changeSince(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(NAME))) {
      return "which ones is not known, for a run of an older version has no " + NAME;
    }
    Map<String, Long> before = read(folder.resolve(NAME));
    Set<String> removed = new TreeSet<>(before.keySet());
    List<String> added = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (Entry entry : entries) {
      Long mark = before.get(entry.name());
      removed.remove(entry.name());
      if (mark == null) {
        added.add(entry.name());
      } else if (mark != entry.mark()) {
        other.add(entry.name());
      }
    }
    List<String> parts = new ArrayList<>();
    tell(parts, added, "added");
    tell(parts, removed, "removed");
    tell(parts, other, otherMark);
    return parts.isEmpty() ? "no name tells, but what belongs to them" : String.join(", ", parts);
  }

  private static void tell(List<String> parts, Collection<String> names, String what) {
    if (!names.isEmpty()) {
      String list =
          names.stream().limit(MOST_NAMED).map(Printable::of).collect(Collectors.joining(", "));
      String more = names.size() > MOST_NAMED ? ", ..." : "";
      parts.add("%s %s (%s%s)".formatted(names.size(), what, list, more));
    }
  }

  private static Map<String, Long> read(Path file) throws IOException {
    Map<String, Long> marks = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        try {
          marks.put(plain(line.substring(tab + 1)), Long.parseLong(line, 0, Math.max(0, tab), 10));
        } catch (NumberFormatException e) {
          throw new IOException(
              "%s: expected a number, a tab and a name, got '%s'"
                  .formatted(file, Printable.of(line)),
              e);
        }
      }
    } catch (CharacterCodingException e) {
      throw new IOException("%s: expected text in UTF-8".formatted(file), e);
    }
    return marks;
  }

  private static String escaped(String name) {
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String plain(String escaped) {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\' && i + 1 < escaped.length()) {
        i++;
        c = escaped.charAt(i);
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      }
      name.append(c);
    }
    return name.toString();
  }
}
