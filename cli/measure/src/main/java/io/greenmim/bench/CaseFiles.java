package io.greenmim.bench;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a case in a virtual machine of its own; settings and result pass through files. */
public final class CaseFiles {

  private final ChildJvm child;
  private final List<String> command;

  /**
   * Makes a runner of cases.
   *
   * @param child starts virtual machines
   * @param command first arguments of the command that measures one case; two are added, the file
   *     of its settings and the file of its result
   */
  public CaseFiles(ChildJvm child, List<String> command) {
    this.child = child;
    this.command = List.copyOf(command);
  }

  /**
   * Runs a case.
   *
   * @param <T> type of the result
   * @param what name of the case, for the message of a failure
   * @param settings settings of the case
   * @param type class of the result
   * @return the result
   * @throws IOException if a file cannot be written or read, or the machine cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public <T extends Record> T run(String what, Record settings, Class<T> type)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("greenmim-bench");
    Path input = folder.resolve("settings.json");
    Path output = folder.resolve("result.json");
    // For a run that is ended from outside; the folder is deleted last.
    List.of(folder, input, output).forEach(path -> path.toFile().deleteOnExit());
    try {
      ConfigFile.write(input, settings);
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of(input.toString(), output.toString()));
      child.run(what, arguments);
      return ConfigFile.read(type, output);
    } finally {
      Files.deleteIfExists(input);
      Files.deleteIfExists(output);
      Files.delete(folder);
    }
  }
}
