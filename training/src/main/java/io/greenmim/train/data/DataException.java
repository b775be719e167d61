package io.greenmim.train.data;

import io.greenmim.train.config.UserException;

/** The data set cannot serve a run; the message is one line for the user. */
public class DataException extends UserException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what was expected and what was found, in one line
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what was expected and what was found, in one line
   * @param cause the failure underneath
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
