package io.greenmim.train.config;

/**
 * A failure that the user can understand and mend: a wrong setting, missing data, a damaged
 * checkpoint. The command line prints its message as one line, without a stack trace, and ends with
 * exit code 1.
 *
 * <p>The message names the thing, what was expected and what was found.
 */
public class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param message one line: the thing, what was expected, what was found
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * Creates the failure with its cause, which {@code --stacktrace} shows.
   *
   * @param message one line: the thing, what was expected, what was found
   * @param cause what led to it
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
