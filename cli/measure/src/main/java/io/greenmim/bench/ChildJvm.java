package io.greenmim.bench;

import io.greenmim.train.config.UserException;
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

  private final String mainClass;
  private final List<String> prefix;

  /**
   * Makes a launcher.
   *
   * @param mainClass name of the class whose {@code main} is run
   */
  public ChildJvm(String mainClass) {
    this(mainClass, List.of());
  }

  private ChildJvm(String mainClass, List<String> prefix) {
    this.mainClass = mainClass;
    this.prefix = List.copyOf(prefix);
  }

  /**
   * Returns a launcher that starts Java through another program.
   *
   * @param words that program and its arguments, such as {@code taskset -c 0}
   * @return the launcher
   */
  public ChildJvm through(List<String> words) {
    return new ChildJvm(mainClass, words);
  }

  /**
   * Runs the program and waits for its end.
   *
   * @param what what is run, for the message of a failure
   * @param arguments arguments of the program
   * @throws IOException if it cannot be started
   * @throws InterruptedException if the thread is interrupted, or the child was told to end; it is
   *     ended
   * @throws UserException if it fails; the message holds the last line that it wrote
   */
  public void run(String what, List<String> arguments) throws IOException, InterruptedException {
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
