package io.greenmim.download;

import java.io.IOException;
import java.net.URI;

/** An address of the web could not be fetched; the message is one line that names it. */
public final class WebException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int status;

  /**
   * Makes an exception.
   *
   * @param address the address
   * @param reason what is wrong with it
   */
  public WebException(URI address, String reason) {
    this(address, reason, 0, null);
  }

  WebException(URI address, String reason, Throwable cause) {
    this(address, reason, 0, cause);
  }

  WebException(URI address, String reason, int status, Throwable cause) {
    super(address + ": " + reason, cause);
    this.reason = reason;
    this.status = status;
  }

  /** The message without the address. */
  String reason() {
    return reason;
  }

  /** Status of a redirect that was not followed, else 0. */
  int status() {
    return status;
  }
}
