package io.greenmim.train.state;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.train.config.UserException;
import io.greenmim.train.device.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

  private static final long PROCESS_SECONDS = 60;

  @TempDir private Path folder;

  /** Takes the lock in a process of its own, tells what came of it and keeps it. */
  static final class Holder {

    private Holder() {}

    /** Locks the folder of the first argument. */
    @SuppressWarnings("unused") // the lock ends with the process
    public static void main(String[] args) throws IOException, InterruptedException {
      Path run = Path.of(args[0]);
      try {
        RunLock lock = RunLock.take(run);
        Files.writeString(Path.of(args[1]), "taken");
        TimeUnit.SECONDS.sleep(PROCESS_SECONDS);
      } catch (UserException e) {
        Files.writeString(Path.of(args[1]), e.getMessage());
      }
    }
  }

  private Process start(Path answer) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString(),
            answer.toString())
        .inheritIO()
        .start();
  }

  private static String await(Path answer) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROCESS_SECONDS);
    while ((!Files.exists(answer) || Files.size(answer) == 0) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return Files.readString(answer);
  }

  @Test
  void theMessageNamesTheOtherProcessAndItsMachineAndTheSystemFreesTheLockOfADeadOne()
      throws IOException, InterruptedException {
    Path answer = folder.resolve("answer");
    Process other = start(answer);
    try {
      assertEquals("taken", await(answer));
      String message = assertThrows(UserException.class, () -> RunLock.take(folder)).getMessage();
      String owner = "process %s on %s since ".formatted(other.pid(), HostName.get());
      assertTrue(message.startsWith(folder + ": expected nobody else"), message);
      assertTrue(message.contains(owner), message);
      assertEquals(1, message.lines().count(), message);
    } finally {
      other.destroyForcibly();
    }
    assertTrue(other.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS));
    assertDoesNotThrow(() -> RunLock.take(folder).close());
  }

  @Test
  void refusesASecondWriterOfTheSameProcessAndKeepsTheLock()
      throws IOException, InterruptedException {
    try (RunLock lock = RunLock.take(folder)) {
      String self = "process %s on ".formatted(ProcessHandle.current().pid());
      // Another way to the same folder is the same folder.
      Path same = folder.resolve("..").resolve(folder.getFileName());
      for (Path path : new Path[] {folder, same}) {
        String message = assertThrows(UserException.class, () -> RunLock.take(path)).getMessage();
        assertTrue(message.contains(self), message);
      }
      Path answer = folder.resolve("answer");
      Process other = start(answer);
      String told = await(answer);
      other.destroyForcibly();
      assertTrue(told.contains(self), told);
    }
    assertDoesNotThrow(() -> RunLock.take(folder).close());
  }

  @Test
  void oneLineTellsWhereAFileCannotBeLockedAndWritten() throws IOException {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "no device that takes nothing");
    Files.createSymbolicLink(folder.resolve(RunLock.NAME), device);
    String message = assertThrows(IOException.class, () -> RunLock.take(folder)).getMessage();
    String expected = folder.resolve(RunLock.NAME) + ": expected a file that can be locked";
    assertTrue(message.startsWith(expected), message);
    assertEquals(1, message.lines().count(), message);
    Files.delete(folder.resolve(RunLock.NAME));
    assertDoesNotThrow(() -> RunLock.take(folder).close());
  }

  @Test
  void makesTheFolder() throws IOException {
    Path deep = folder.resolve("a").resolve("b");
    RunLock.take(deep).close();
    assertTrue(Files.exists(deep.resolve(RunLock.NAME)));
  }
}
