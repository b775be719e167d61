package io.greenmim.train.data;

import java.util.Objects;

/**
 * One image file of a data set.
 *
 * @param name path below the data set's root, with {@code /} between its parts on every platform
 * @param bytes size of the file in bytes
 */
public record ImageFile(String name, long bytes) {

  /** Checks that there is a name. */
  public ImageFile {
    Objects.requireNonNull(name, "name");
  }
}
