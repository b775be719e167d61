package io.greenmim.download;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileGuardTest {

  @TempDir private Path folder;

  /** Holds the guard of a file until its input ends; run in a process of its own. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (FileGuard guard = FileGuard.of(Path.of(args[0]))) {
        System.out.println("held");
        System.in.readAllBytes();
        Files.createFile(Path.of(args[1]));
      }
    }
  }

  @Test
  void anotherProcessIsWaitedFor() throws Exception {
    Path file = folder.resolve("file");
    Path released = folder.resolve("released");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString(),
                released.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = other.inputReader()) {
      assertEquals("held", out.readLine());
      try (FileChannel lock = FileChannel.open(folder.resolve(".file.lock"), APPEND)) {
        assertNull(lock.tryLock(), "the system knows who holds the file");
      }
      CompletableFuture<Boolean> second =
          CompletableFuture.supplyAsync(
              () -> {
                guardAndLeave(file);
                return Files.exists(released);
              });
      other.outputWriter().close();
      assertTrue(second.get(1, TimeUnit.MINUTES), "in before the other was out");
    } finally {
      other.destroy();
    }
  }

  @Test
  void anotherThreadIsWaitedFor() throws Exception {
    Path file = folder.resolve("file");
    Thread second = new Thread(() -> guardAndLeave(file));
    try (FileGuard guard = FileGuard.of(file)) {
      second.start();
      while (second.getState() != Thread.State.WAITING) {
        assertNotEquals(Thread.State.TERMINATED, second.getState(), "nobody was waited for");
        Thread.onSpinWait();
      }
    }
    second.join();
  }

  private static void guardAndLeave(Path file) {
    try (FileGuard guard = FileGuard.of(file)) {
      assertEquals(file.getParent(), file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
