package io.greenmim.search;

import java.util.Objects;

/**
 * An image as it was when its vector was computed.
 *
 * @param name path below the folder of the images, with {@code /} between its parts
 * @param bytes size of its file
 * @param modified when the file was last changed, in milliseconds since 1970
 * @param content SHA-256 of the file's bytes, in hexadecimal digits
 */
public record IndexedImage(String name, long bytes, long modified, String content) {

  /** Checks that nothing is missing. */
  public IndexedImage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(content, "content");
  }
}
