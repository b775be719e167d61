package io.greenmim.image.read;

import java.io.IOException;

/** A file's bytes are not a whole image that is read; the message is the reason alone, one line. */
public sealed class MalformedImageException extends IOException permits ChannelCountException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param reason what is wrong with the bytes, one line without the file's name
   */
  public MalformedImageException(String reason) {
    super(reason);
  }

  /** Makes the exception for a decoder that failed; its first line is kept. */
  static MalformedImageException damaged(String format, Throwable failure) {
    String message = failure.getMessage();
    String line =
        message == null || message.isBlank()
            ? failure.getClass().getSimpleName()
            : message.lines().findFirst().orElse(message);
    MalformedImageException malformed =
        new MalformedImageException(
            "damaged: the %s data cannot be decoded (%s)".formatted(format, line));
    malformed.initCause(failure);
    return malformed;
  }
}
