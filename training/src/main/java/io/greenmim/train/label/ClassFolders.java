package io.greenmim.train.label;

import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A folder whose folders are classes: every image below one of them, however deep, is of that
 * class.
 */
final class ClassFolders {

  private static final List<String> VALIDATION = List.of("val", "validation", "valid");

  /** What others call the parts of a data set. */
  private static final Set<String> PARTS =
      Set.of("train", "training", "val", "valid", "validation", "dev", "eval", "test", "testing");

  private static final String LOOSE = "it lies beside the class folders, and has no class";

  private ClassFolders() {}

  /**
   * The parts of a data set in a folder.
   *
   * @param train folder of the class folders to train on
   * @param validation that of those to validate on
   */
  record Parts(Path train, Optional<Path> validation) {

    /**
     * Tells parts from class folders: a class named train holds images, not folders.
     *
     * @throws DataException if all folders are parts, but not by their names
     */
    static Parts of(Path folder, Consumer<String> told) {
      requireFolder(folder);
      Path train = folder.resolve("train");
      if (!holdsFolders(train)) {
        requireClasses(folder);
        return new Parts(folder, Optional.empty());
      }
      Optional<String> name =
          VALIDATION.stream().filter(each -> Files.isDirectory(folder.resolve(each))).findFirst();
      NavigableSet<String> others = folders(folder);
      others.remove("train");
      name.ifPresent(others::remove);
      if (!others.isEmpty()) {
        told.accept(
            "not used in %s, which has a folder train: %s".formatted(folder, Names.some(others)));
      }
      return new Parts(train, name.map(folder::resolve));
    }

    /** The folder to judge by: that of what is validated on, if there is one. */
    static Path judged(Path folder, Consumer<String> told) {
      requireFolder(folder);
      Optional<Path> alone =
          VALIDATION.stream().map(folder::resolve).filter(ClassFolders::holdsFolders).findFirst();
      if (alone.isPresent() && !holdsFolders(folder.resolve("train"))) {
        return alone.get();
      }
      Parts parts = of(folder, told);
      return parts.validation().orElse(parts.train());
    }
  }

  private static boolean holdsFolders(Path folder) {
    return Files.isDirectory(folder) && !folders(folder).isEmpty();
  }

  /** Demands classes, not parts whose names nobody would train to tell apart. */
  private static void requireClasses(Path folder) {
    NavigableSet<String> names = folders(folder);
    if (names.size() > 1
        && names.stream()
            .allMatch(
                name ->
                    PARTS.contains(name.toLowerCase(Locale.ROOT))
                        && holdsFolders(folder.resolve(name)))) {
      throw new DataException(
          "data: expected parts of the names train and val in %s, got %s"
              .formatted(folder, Names.some(names)));
    }
  }

  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "data: expected a folder of class folders, got %s, which %s"
              .formatted(folder, Files.exists(folder) ? "is none" : "does not exist"));
    }
  }

  /**
   * Reads the classes of a folder.
   *
   * @param folder the folder
   * @param told takes what is left out, a line at a time
   * @return images with the names of their classes
   * @throws DataException if there is no image in a class folder
   */
  static ReadPart read(Path folder, Consumer<String> told) {
    requireFolder(folder);
    ImageList images = ImageFolderScanner.scan(folder);
    images.passedOver().lines(folder).forEach(told);
    SortedMap<String, String> unreachable = new TreeMap<>(images.passedOver().unreachable());
    List<ReadPart.Entry> entries = new ArrayList<>();
    SortedSet<String> loose = new TreeSet<>();
    SortedMap<String, String> classes = new TreeMap<>();
    SortedSet<String> empty = folders(folder);
    for (ImageFile file : images.files()) {
      int slash = file.name().indexOf('/');
      if (slash < 0) {
        loose.add(file.name());
        unreachable.put(file.name(), LOOSE);
        continue;
      }
      String className = file.name().substring(0, slash);
      empty.remove(className);
      requireDistinct(classes, className, folder);
      entries.add(
          new ReadPart.Entry(
              folder.resolve(file.name()), file.name(), className.strip(), file.bytes()));
    }
    if (entries.isEmpty()) {
      throw new DataException(
          "data: expected class folders in %s, such as cat/1.jpg, found %s images and none in a folder"
              .formatted(folder, loose.size()));
    }
    if (!loose.isEmpty()) {
      told.accept(
          "left out of %s: %s beside the class folders (%s)"
              .formatted(folder, loose.size(), Names.some(loose)));
    }
    if (!empty.isEmpty()) {
      told.accept(
          "left out of %s: %s class folder(s) without an image (%s)"
              .formatted(folder, empty.size(), Names.some(empty)));
    }
    return new ReadPart(folder, entries, unreachable);
  }

  /** What may be meant where a folder has one class alone: the end of a sentence, or nothing. */
  static String hint(Path folder, String className) {
    Path only = folder.resolve(className);
    if (!Files.isDirectory(only)) {
      return "";
    }
    SortedSet<String> within = folders(only);
    return within.size() < 2
        ? ""
        : ", which has the folders %s; is %s meant?".formatted(Names.some(within), only);
  }

  /** Demands that no two folders are one class. */
  private static void requireDistinct(
      SortedMap<String, String> folders, String folderName, Path folder) {
    String other = folders.putIfAbsent(folderName.strip(), folderName);
    if (other != null && !other.equals(folderName)) {
      throw new DataException(
          "%s: expected different names of classes, got '%s' and '%s', which differ in blanks alone"
              .formatted(folder, Printable.of(other), Printable.of(folderName)));
    }
  }

  /** Folders in a folder whose names do not begin with a dot. */
  static NavigableSet<String> folders(Path folder) {
    NavigableSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (IOException e) {
      throw new DataException("data: cannot list %s: %s".formatted(folder, e), e);
    }
    names.removeIf(name -> name.startsWith("."));
    return names;
  }
}
