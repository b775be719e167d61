package io.greenmim.translate;

import io.greenmim.tensors.AtomicFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The names of a classifier's classes, one a line of {@value #FILE} in its folder. */
public final class ClassNames {

  /** Name of the file, as DJL's own classifiers have it. */
  public static final String FILE = "synset.txt";

  private ClassNames() {}

  /**
   * Writes the names, the whole file or none of it.
   *
   * @param folder folder of the model
   * @param names a name for each class, none with a line break or a space at an end
   * @throws IOException if the file cannot be written
   */
  public static void write(Path folder, List<String> names) throws IOException {
    AtomicFiles.writeText(folder.resolve(FILE), String.join("\n", names) + "\n");
  }

  /**
   * Reads the names.
   *
   * @param folder folder of the model, or null if it has none
   * @param classes number of classes
   * @return the names; without the file, the numbers of the classes from 0
   * @throws IOException if the file cannot be read, is no text, or has another number of names
   */
  public static List<String> read(Path folder, int classes) throws IOException {
    Path file = folder == null ? null : folder.resolve(FILE);
    if (file == null || !Files.isRegularFile(file)) {
      return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
    try {
      List<String> names = Files.readAllLines(file).stream().map(String::strip).toList();
      if (names.size() != classes) {
        throw new IOException(
            "%s: expected the names of %s classes, got %s".formatted(file, classes, names.size()));
      }
      return names;
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": expected a text file in UTF-8: " + e.getMessage(), e);
    }
  }
}
