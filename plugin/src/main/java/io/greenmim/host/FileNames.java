package io.greenmim.host;

import java.util.Optional;

/** Names of files as the virtual machine reads them. */
public final class FileNames {

  private FileNames() {}

  /**
   * Says whether the virtual machine can read any name.
   *
   * <p>Java turns names into text by the encoding of the locale that the process was started with;
   * under {@code C} and {@code POSIX} all but ASCII becomes question marks, and a file whose name
   * the program makes up cannot be opened.
   *
   * @return what is wrong, or empty
   */
  public static Optional<Notice> check() {
    return check(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  static Optional<Notice> check(String encoding) {
    return switch (encoding) {
      case "ANSI_X3.4-1968", "US-ASCII", "646" ->
          Optional.of(
              new Notice(
                  true,
                  ("names of files: expected a locale with UTF-8, got one for ASCII (%s), so that"
                          + " other names cannot be read; start Java with LC_ALL=C.UTF-8")
                      .formatted(encoding)));
      default -> Optional.empty();
    };
  }
}
