package io.greenmim.detect.coco;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file in COCO's format cannot be used at all; the message is one line that names the file, what
 * was expected and what was found.
 */
public class CocoFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param file the file
   * @param reason what was expected and what was found, in one line
   */
  public CocoFileException(Path file, String reason) {
    super(file + ": " + reason);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param file the file
   * @param reason what was expected and what was found, in one line
   * @param cause the failure underneath
   */
  public CocoFileException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
  }
}
