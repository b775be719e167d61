package io.greenmim.cli.option;

import io.greenmim.train.config.UserException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folder that a command writes into: the one that the user gave, or a new one. Commands that begin
 * at once never get the same new one.
 */
public final class OutputFolder implements AutoCloseable {

  private static final Path RUNS = Path.of("runs");

  private final Path path;
  private final boolean made;

  private OutputFolder(Path path, boolean made) {
    this.path = path;
    this.made = made;
  }

  /**
   * Finds the folder of a run, a new one where the user gave none, and tells the settings.
   *
   * @param settings the settings of a run of a model
   * @return folder of the run; to be closed when the command is over
   * @throws IOException if a new folder cannot be made
   * @throws UserException if a run is to be resumed and no folder was given
   */
  public static OutputFolder of(SettingOptions<?> settings) throws IOException {
    Path output = settings.value("output", Path.class);
    if (output != null) {
      return given(output);
    }
    if (Boolean.TRUE.equals(settings.value("resume", Boolean.class))) {
      throw new UserException("--resume: expected --output RUN, the run to go on with");
    }
    OutputFolder folder = next(settings.value("model", String.class));
    settings.put("output", folder.path());
    return folder;
  }

  /**
   * Takes the folder that the user gave.
   *
   * @param path the folder, which need not exist
   * @return the folder
   */
  public static OutputFolder given(Path path) {
    return new OutputFolder(path, false);
  }

  /**
   * Makes a folder of its own for what the user left open.
   *
   * @param name what the run is about
   * @return the first of runs/NAME-1, runs/NAME-2, ... that did not exist
   * @throws IOException if it cannot be made
   */
  public static OutputFolder next(String name) throws IOException {
    return next(RUNS, name);
  }

  /** The same in another folder. */
  static OutputFolder next(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    for (int number = 1; ; number++) {
      Path path = parent.resolve(name + "-" + number);
      try {
        return new OutputFolder(Files.createDirectory(path), true);
      } catch (FileAlreadyExistsException e) {
        // Another run's.
      }
    }
  }

  /** {@return the folder's path} */
  public Path path() {
    return path;
  }

  /** Deletes the folder if it was made here and nothing has been written into it. */
  @Override
  public void close() throws IOException {
    if (made) {
      try {
        Files.deleteIfExists(path);
      } catch (DirectoryNotEmptyException e) {
        // That is what it was made for.
      }
    }
  }
}
