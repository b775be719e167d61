package io.greenmim.verify;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that a verification is asked for: each file that is named, and of a folder every file
 * at any depth. What a folder holds is to be compared, whatever it is; only texts for readers and
 * hidden files are passed over, and a JSON file that belongs to the tensors beside it comes with
 * these.
 */
public final class ReferenceListing {

  private static final List<String> TEXTS = List.of(".md", ".txt");

  private final Map<Path, String> files = new LinkedHashMap<>();
  private final List<Path> passedOver = new ArrayList<>();

  private ReferenceListing() {}

  /**
   * Lists files.
   *
   * @param paths files and folders
   * @return the files in the order of the paths, those of a folder by name
   * @throws IOException if a folder cannot be walked
   */
  public static ReferenceListing of(List<Path> paths) throws IOException {
    ReferenceListing listing = new ReferenceListing();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        listing.addFolder(path);
      } else {
        listing.files.put(path, "");
      }
    }
    return listing;
  }

  /**
   * {@return the files to compare, each with why it cannot be opened; with an empty text if nothing
   * is known against it}
   */
  public Map<Path, String> files() {
    return files;
  }

  /** {@return the files that are no matter of a comparison: texts for readers, and hidden files} */
  public List<Path> passedOver() {
    return passedOver;
  }

  private void addFolder(Path folder) throws IOException {
    Map<Path, String> found = new TreeMap<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isSymbolicLink()) {
              found.put(file, "expected a file, got a link that leads nowhere");
            } else if (!attributes.isRegularFile()) {
              found.put(file, "expected a file, got something that is neither file nor folder");
            } else {
              found.put(file, "");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) {
            boolean circle = reason instanceof FileSystemLoopException;
            found.put(
                file,
                circle ? "expected a folder, got a link that leads in a circle" : reason + "");
            return FileVisitResult.CONTINUE;
          }
        });
    for (Map.Entry<Path, String> entry : found.entrySet()) {
      add(entry.getKey(), entry.getValue());
    }
  }

  private void add(Path file, String problem) {
    String name = file.getFileName().toString();
    boolean text = TEXTS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    if (name.startsWith(".") || text) {
      passedOver.add(file);
    } else if (!problem.isEmpty() || !belongsToTensors(file)) {
      files.put(file, problem);
    }
  }

  /** Tensors that say themselves what they are leave the JSON file of their name to itself. */
  private static boolean belongsToTensors(Path file) {
    if (!file.toString().endsWith(ReferenceFile.JSON)) {
      return false;
    }
    Path tensors = ReferenceFile.beside(file, ReferenceFile.TENSORS);
    return Files.exists(tensors) && ReferenceFile.needsJson(tensors);
  }
}
