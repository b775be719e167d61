package io.greenmim.train.label;

import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A list of files and labels, CSV or JSON lines. */
final class LabelList {

  private final Path list;
  private final ListFolder base;
  private final Map<Path, ListRow> rows = new LinkedHashMap<>();
  private final List<ReadPart.Entry> entries = new ArrayList<>();
  private final SortedMap<String, String> leftOut = new TreeMap<>();
  private String firstLeftOut = "";
  private int repeated;

  private LabelList(Path list, Path data) {
    this.list = list;
    base = new ListFolder(base(list, data));
  }

  /**
   * Reads a list.
   *
   * @param list the file
   * @param data folder that its paths count from; null for its own
   * @param told takes what is left out, a line at a time
   * @return the images that are there, with the names of their classes
   * @throws DataException if it is no list, none of its files is there, or one has two classes
   */
  static ReadPart read(Path list, Path data, Consumer<String> told) {
    LabelList reading = new LabelList(list, data);
    List<ListRow> all = ListRows.read(list, ListColumns.CLASSES);
    all.forEach(reading::add);
    return reading.done(all, told);
  }

  /** The folder that the paths of a list count from. */
  static Path base(Path list, Path data) {
    return data != null ? data : list.toAbsolutePath().getParent();
  }

  private void add(ListRow row) {
    Path path;
    try {
      path = base.path(row.file());
    } catch (InvalidPathException e) {
      leaveOut(row, row.file(), "no name that a file may have");
      return;
    }
    ListRow before = rows.putIfAbsent(path.toAbsolutePath().normalize(), row);
    if (before != null) {
      repeat(before, row);
      return;
    }
    String name = base.name(path);
    if (row.label().isEmpty()) {
      leaveOut(row, name, "it has no label");
      return;
    }
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (file.isRegularFile()) {
        entries.add(new ReadPart.Entry(path, name, row.label(), file.size()));
      } else {
        leaveOut(row, name, file.isDirectory() ? "a folder, no file" : "no regular file");
      }
    } catch (IOException e) {
      leaveOut(row, name, Files.notExists(path) ? "no such file" : "cannot be read: " + e);
    }
  }

  private void repeat(ListRow before, ListRow row) {
    if (!before.label().equals(row.label())) {
      throw new DataException(
          "%s: expected one class for %s, got '%s' in line %s and '%s' in line %s"
              .formatted(
                  list,
                  Printable.of(row.file()),
                  Printable.of(before.label()),
                  before.line(),
                  Printable.of(row.label()),
                  row.line()));
    }
    repeated++;
  }

  private void leaveOut(ListRow row, String name, String reason) {
    String why = "line %s: %s".formatted(row.line(), reason);
    leftOut.put(name, why);
    if (firstLeftOut.isEmpty()) {
      firstLeftOut = "%s (%s)".formatted(Printable.of(name), why);
    }
  }

  private ReadPart done(List<ListRow> all, Consumer<String> told) {
    if (entries.isEmpty()) {
      throw new DataException(
          "%s: expected labelled images, none of the %s lines has one; the first, %s; paths count from %s"
              .formatted(list, all.size(), firstLeftOut, base.folder()));
    }
    if (repeated > 0) {
      told.accept("%s: %s line(s) repeat others, and count once".formatted(list, repeated));
    }
    if (!leftOut.isEmpty()) {
      told.accept("left out %s of the %s lines of %s".formatted(leftOut.size(), all.size(), list));
      Reasons.first("left out", leftOut, "").forEach(told);
    }
    entries.sort(Comparator.comparing(ReadPart.Entry::name));
    return new ReadPart(list, entries, leftOut);
  }

  /**
   * Tells of images in the folder of the listed ones that no list names.
   *
   * @param parts all parts of a data set
   * @param root folder that the paths count from; nothing outside of it is looked for
   */
  static void tellUnlisted(List<ReadPart> parts, Path root, Consumer<String> told) {
    Set<Path> listed = new HashSet<>();
    Path common = null;
    for (ReadPart part : parts) {
      for (ReadPart.Entry entry : part.entries()) {
        Path file = entry.path().toAbsolutePath().normalize();
        listed.add(file);
        common = common == null ? file.getParent() : common(common, file);
      }
      part.unreachable().keySet().forEach(name -> listed.add(whole(root, name)));
    }
    if (common == null || !common.startsWith(root.toAbsolutePath().normalize())) {
      return;
    }
    SortedMap<String, String> unlisted = new TreeMap<>();
    for (ImageFile image : ImageFolderScanner.scan(common).files()) {
      if (!listed.contains(common.resolve(image.name()))) {
        unlisted.put(image.name(), "");
      }
    }
    if (!unlisted.isEmpty()) {
      told.accept(
          "not used: %s image(s) in %s without a label (%s)"
              .formatted(unlisted.size(), common, Names.some(new TreeSet<>(unlisted.keySet()))));
    }
  }

  private static Path whole(Path root, String name) {
    try {
      return root.toAbsolutePath().resolve(name).normalize();
    } catch (InvalidPathException e) {
      return root;
    }
  }

  private static Path common(Path folder, Path file) {
    Path common = folder;
    while (!file.startsWith(common)) {
      common = common.getParent();
    }
    return common;
  }
}
