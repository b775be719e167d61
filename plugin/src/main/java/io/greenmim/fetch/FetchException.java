package io.greenmim.fetch;

import java.io.IOException;
import java.net.URI;

/** An address could not be fetched; the message is one line that names it. */
public final class FetchException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param address the address
   * @param reason what is wrong with it
   */
  public FetchException(URI address, String reason) {
    super(address + ": " + reason);
  }
}
