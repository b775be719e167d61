package io.greenmim.catalogue;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a published checkpoint was when it was used for the first time on this machine. Its authors
 * state no digest, so trust begins here.
 *
 * @param format version of this layout; 1
 * @param file name of the original file
 * @param bytes size of the original file
 * @param sha1 digest of the original file
 * @param conversion how it was read, to be read anew where that changes
 * @param modelSha1 digest of the weights that were made of it
 */
public record FirstUse(
    int format, String file, long bytes, String sha1, String conversion, String modelSha1) {

  /** Name of the file in the folder of the model. */
  public static final String NAME = "first-use.json";

  private static final int FORMAT = 1;

  /**
   * Checks the layout's version.
   *
   * @throws IllegalArgumentException if it is another one
   */
  public FirstUse {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format: expected %s, got %s".formatted(FORMAT, format));
    }
  }

  static FirstUse of(String file, long bytes, String sha1, String conversion, String modelSha1) {
    return new FirstUse(FORMAT, file, bytes, sha1, conversion, modelSha1);
  }

  static Optional<FirstUse> read(Path folder) throws IOException {
    Path path = folder.resolve(NAME);
    return Files.exists(path)
        ? Optional.of(ConfigFile.read(FirstUse.class, path))
        : Optional.empty();
  }

  void write(Path folder) throws IOException {
    ConfigFile.write(folder.resolve(NAME), this);
  }
}
