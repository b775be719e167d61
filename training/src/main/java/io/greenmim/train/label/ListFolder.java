package io.greenmim.train.label;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that the names in a list count from.
 *
 * @param folder the folder
 */
public record ListFolder(Path folder) {

  /**
   * Finds a file that a list names; lists that were made on Windows may have its separators.
   *
   * @param file what the list says
   * @return the file, whether or not it is there
   * @throws java.nio.file.InvalidPathException if no file can have such a name
   */
  public Path path(String file) {
    Path path = folder.resolve(file);
    return file.indexOf('\\') >= 0 && !Files.exists(path)
        ? folder.resolve(file.replace('\\', '/'))
        : path;
  }

  /**
   * Returns the one name of a file, however a list writes it.
   *
   * @param path the file
   * @return its path within the folder, or its whole path if it lies outside; '/' between the parts
   */
  public String name(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    Path root = folder.toAbsolutePath().normalize();
    String name = (whole.startsWith(root) ? root.relativize(whole) : whole).toString();
    return name.replace(path.getFileSystem().getSeparator(), "/");
  }
}
