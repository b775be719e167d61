package io.greenmim.download;

import java.io.IOException;

/** A file could not be fetched; the message says in one line why and how to get it by hand. */
public final class DownloadException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message the whole line
   */
  public DownloadException(String message) {
    super(message);
  }
}
