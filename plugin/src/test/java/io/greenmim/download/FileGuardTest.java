package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
      }
    }
  }

  @Test
  void anotherProcessIsWaitedFor() throws Exception {
    Path file = folder.resolve("file");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = other.inputReader()) {
      assertEquals("held", out.readLine());
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> guardAndLeave(file));
      assertThrows(TimeoutException.class, () -> second.get(500, TimeUnit.MILLISECONDS));
      other.outputWriter().close();
      second.get(20, TimeUnit.SECONDS);
    } finally {
      other.destroy();
    }
  }

  @Test
  void anotherThreadIsWaitedFor() throws Exception {
    Path file = folder.resolve("file");
    CompletableFuture<Void> second;
    try (FileGuard guard = FileGuard.of(file)) {
      second = CompletableFuture.runAsync(() -> guardAndLeave(file));
      assertThrows(TimeoutException.class, () -> second.get(200, TimeUnit.MILLISECONDS));
    }
    second.get(20, TimeUnit.SECONDS);
  }

  private static void guardAndLeave(Path file) {
    try (FileGuard guard = FileGuard.of(file)) {
      assertEquals(file.getParent(), file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
