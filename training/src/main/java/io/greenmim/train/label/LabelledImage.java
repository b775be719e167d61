package io.greenmim.train.label;

import io.greenmim.config.Checks;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An image file and its class.
 *
 * @param path the file
 * @param name name of the image, which no other of its data set has: the path below the folder of
 *     the class folders, or what the list calls it, with {@code /} between its parts
 * @param label number of the class, from 0
 * @param bytes size of the file in bytes
 */
public record LabelledImage(Path path, String name, int label, long bytes) {

  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if the label is negative
   */
  public LabelledImage {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(name, "name");
    Checks.atLeast("label", label, 0);
  }
}
