package io.greenmim.train.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Names of run folders that the user leaves open. */
final class RunFolders {

  private RunFolders() {}

  /**
   * Finds a free folder.
   *
   * @param name what the run is about
   * @return the first of runs/NAME-1, runs/NAME-2, ... that does not exist
   */
  static Path next(String name) {
    int number = 1;
    while (Files.exists(Path.of("runs", name + "-" + number))) {
      number++;
    }
    return Path.of("runs", name + "-" + number);
  }
}
