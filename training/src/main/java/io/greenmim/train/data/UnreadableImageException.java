package io.greenmim.train.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not a whole image that can be decoded. */
public class UnreadableImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final String reason;

  /**
   * Makes an exception.
   *
   * @param file the image file
   * @param reason what is wrong with it, one line without the file's name
   */
  public UnreadableImageException(Path file, String reason) {
    this(file, reason, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param file the image file
   * @param reason what is wrong with it, one line without the file's name
   * @param cause the failure underneath, or null
   */
  public UnreadableImageException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
    this.file = file;
    this.reason = reason;
  }

  /** {@return the image file; null after deserialisation} */
  public Path file() {
    return file;
  }

  /**
   * Returns the reason.
   *
   * @return what is wrong with the file, one line without its name
   */
  public String reason() {
    return reason;
  }
}
