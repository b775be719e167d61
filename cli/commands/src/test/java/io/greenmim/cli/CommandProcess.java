package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line in a process of its own, with temporary and working folders of its own. */
public final class CommandProcess {

  private static final long SECONDS = 120;
  private static final String CLASSES = "classes-";

  private final Path folder;
  private final Path temporary;
  private final Path log;
  private final Process process;

  private CommandProcess(Path folder, List<String> words) throws IOException {
    this.folder = Files.createDirectories(folder);
    temporary = Files.createDirectories(folder.resolve("temporary"));
    log = folder.resolve("log.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                // A benchmark hands its options on: each machine has a file of its own.
                "-Xlog:class+load=info:file=" + CLASSES + "%p.txt",
                "-cp",
                System.getProperty("java.class.path"),
                GreenMim.class.getName()));
    command.addAll(words);
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Starts a command; its log and temporary files go into a folder, where it works. */
  public static CommandProcess start(Path folder, List<String> words) throws IOException {
    return new CommandProcess(folder, words);
  }

  /** The process. */
  public Process process() {
    return process;
  }

  /** What it has written on both streams so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** Waits until something holds. */
  public void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.call()) {
      assertTrue(process.isAlive(), log());
      assertTrue(System.nanoTime() < deadline, log());
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  /**
   * Waits until the command, or a machine that it has started, uses a class: a sign of what it is
   * at, however slow it is.
   */
  public void awaitClass(String name) throws Exception {
    await(() -> hasLoaded(name));
  }

  private boolean hasLoaded(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(CLASSES)
            && Files.readString(file).contains(" " + name + " ")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Waits for the end and returns the exit code. */
  public int end() throws InterruptedException, IOException {
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), log());
    return process.exitValue();
  }

  /**
   * The folders and files that are left of what the command wrote aside, and reports of crashes.
   */
  public List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.endsWith(".tmp")
                    || name.startsWith("hs_err")
                    || name.startsWith("greenmim-bench");
              })
          .toList();
    }
  }
}
