package io.greenmim.bench;

import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs this program again in a virtual machine of its own: same Java, same class path, same options
 * of the machine, same environment.
 */
public final class ChildJvm {

  /** Exit codes of a program that Ctrl-C or SIGTERM ended. */
  private static final Set<Integer> TOLD_TO_END = Set.of(130, 143);

  private static final long PATIENCE_SECONDS = 120;

  private final List<String> prefix;
  private final String mainClass;
  private final List<String> command;

  /**
   * Makes a launcher.
   *
   * @param mainClass name of the class whose {@code main} is run
   * @param command first arguments of the command that measures, which {@link #measureHere} does
   */
  public ChildJvm(String mainClass, String... command) {
    this(List.of(), mainClass, List.of(command));
  }

  private ChildJvm(List<String> prefix, String mainClass, List<String> command) {
    this.prefix = List.copyOf(prefix);
    this.mainClass = mainClass;
    this.command = command;
  }

  /**
   * Returns a launcher that starts Java through another program.
   *
   * @param words that program and its arguments, such as {@code taskset -c 0}
   * @return the launcher
   */
  public ChildJvm through(List<String> words) {
    return new ChildJvm(words, mainClass, command);
  }

  /**
   * Measures in a virtual machine of its own; settings and result pass through files.
   *
   * @param <R> type of the result
   * @param what what is measured, for the message of a failure
   * @param settings settings, a record
   * @return the result
   * @throws IOException if a file cannot be written or read, or the machine cannot be started
   * @throws InterruptedException if the thread is interrupted, or the child was told to end; it is
   *     ended
   * @throws UserException if it fails; the message holds the last line that it wrote
   */
  public <R extends Record> R measure(String what, Measurement<R> settings)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("greenmim-bench");
    Path input = folder.resolve("settings.json");
    Path output = folder.resolve("result.json");
    // For a run that is ended from outside; the folder is deleted last.
    List.of(folder, input, output).forEach(path -> path.toFile().deleteOnExit());
    try {
      ConfigFile.write(input, (Record) settings);
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of(settings.getClass().getName(), input.toString(), output.toString()));
      run(what, arguments);
      return ConfigFile.read(settings.resultType(), output);
    } finally {
      Files.deleteIfExists(input);
      Files.deleteIfExists(output);
      Files.delete(folder);
    }
  }

  /**
   * Measures in this virtual machine: what {@link #measure} asks of another.
   *
   * @param type name of the class of the settings
   * @param settings file of the settings
   * @param result file to write
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if the class is no record that measures
   */
  public static void measureHere(String type, Path settings, Path result)
      throws IOException, InterruptedException {
    Record read = ConfigFile.read(settings(type), settings);
    ConfigFile.write(result, ((Measurement<?>) read).measure());
  }

  private static Class<? extends Record> settings(String type) {
    try {
      Class<? extends Record> record = Class.forName(type).asSubclass(Record.class);
      if (Measurement.class.isAssignableFrom(record)) {
        return record;
      }
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IllegalArgumentException("expected a record that measures, got " + type, e);
    }
    throw new IllegalArgumentException("expected a record that measures, got " + type);
  }

  /** Runs the program and waits for its end; {@code what} names it in the message of a failure. */
  void run(String what, List<String> arguments) throws IOException, InterruptedException {
    Path log = Files.createTempFile("greenmim-bench", ".log");
    log.toFile().deleteOnExit(); // for a process that is killed
    try {
      Process process =
          new ProcessBuilder(command(arguments))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int exit = waitFor(process);
      if (exit != 0) {
        throw new UserException(
            "%s failed in a virtual machine of its own (exit code %s): %s"
                .formatted(what, exit, lastLine(log)));
      }
    } finally {
      Files.delete(log);
    }
  }

  private static int waitFor(Process process) throws InterruptedException {
    try {
      int exit = process.waitFor();
      if (TOLD_TO_END.contains(exit)) {
        throw new InterruptedException("stopped"); // Ctrl-C reaches the child too, perhaps first.
      }
      return exit;
    } finally {
      end(process);
    }
  }

  /** Ends the child between two of its steps: its engine must not be torn down in one. */
  private static void end(Process process) {
    process.destroy();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    boolean interrupted = false;
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        process.waitFor(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    process.destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> command(List<String> arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // Agents (debuggers, coverage) watch this machine, and would be measured in the other.
      if (!option.startsWith("-javaagent") && !option.startsWith("-agent")) {
        words.add(option);
      }
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    words.addAll(arguments);
    return words;
  }

  private static String lastLine(Path log) throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .map(line -> line.strip().replaceFirst("^greenmim: ", ""))
        .orElse("it wrote nothing");
  }
}
