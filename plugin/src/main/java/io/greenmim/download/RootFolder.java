package io.greenmim.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A folder that no name given by others leads out of.
 *
 * @param path the folder; made absolute
 */
public record RootFolder(Path path) {

  /** Makes the path absolute. */
  public RootFolder {
    path = path.toAbsolutePath().normalize();
  }

  /**
   * Resolves a path below the folder.
   *
   * @param relative a relative path with {@code /}
   * @return the path, which need not exist
   * @throws IOException if it leads out of the folder, or is none
   */
  public Path resolve(String relative) throws IOException {
    Path resolved;
    try {
      resolved = path.resolve(relative).normalize();
    } catch (InvalidPathException e) {
      throw new IOException(
          "%s: expected a path, got one with characters that paths do not have".formatted(path), e);
    }
    if (relative.indexOf('\\') >= 0 || !resolved.startsWith(path)) {
      throw new IOException("%s: expected a path below it, got %s".formatted(path, relative));
    }
    return resolved;
  }

  /**
   * Resolves a path below the folder, and the links on it.
   *
   * @param relative a relative path with {@code /}
   * @return the path as it is written; if it exists, the links on it lead to a place below the
   *     folder
   * @throws IOException if it leads out of the folder, by itself or by a link, or is none
   */
  public Path existing(String relative) throws IOException {
    Path resolved = resolve(relative);
    if (Files.exists(resolved)) {
      Path real = resolved.toRealPath();
      if (!real.startsWith(path.toRealPath())) {
        throw new IOException(
            "%s: expected a file below %s, got a link to %s".formatted(resolved, path, real));
      }
    }
    return resolved;
  }
}
