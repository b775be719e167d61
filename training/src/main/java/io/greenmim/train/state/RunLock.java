package io.greenmim.train.state;

import io.greenmim.train.config.UserException;
import io.greenmim.train.device.HostName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one writer at a time into the folder of a run, on this machine or on another that shares the
 * folder.
 *
 * <p>The lock is one of the operating system, on the file {@code .lock} in the folder, and ends
 * with the process, however it ends. The file stays, for to delete it would let two writers in; it
 * tells who writes, or who wrote last.
 */
public final class RunLock implements AutoCloseable {

  /** Name of the file in the folder of a run. */
  public static final String NAME = ".lock";

  /** Behind the text: what is locked cannot be read on Windows. */
  private static final long LOCKED_BYTE = 1L << 30;

  private static final int LONGEST_TEXT = 1024;

  /**
   * The system's locks belong to the process: this keeps its threads apart. No channel to a file
   * that this process has locked may be opened either, for closing it would end the lock.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private RunLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the lock, or fails at once.
   *
   * @param folder folder of the run; made if need be
   * @return the lock
   * @throws IOException if the folder or the file cannot be written, or its file system has no
   *     locks
   * @throws UserException if another writes; the message names its process and machine
   */
  public static RunLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw busy(folder, self());
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              real.resolve(NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(folder, channel);
      taken = true;
      return new RunLock(real, channel);
    } catch (OverlappingFileLockException e) {
      throw busy(folder, self());
    } finally {
      if (!taken) {
        HELD.remove(real);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  private static void lock(Path folder, FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw busy(folder, owner(channel));
      }
      write(channel, self() + " since " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    } catch (IOException e) {
      // What the system says names no file.
      throw new IOException(
          "%s: expected a file that can be locked and written, got '%s'; give a folder on another file system"
              .formatted(folder.resolve(NAME), e.getMessage()),
          e);
    }
  }

  private static String self() {
    return "process %s on %s".formatted(ProcessHandle.current().pid(), HostName.get());
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
    channel.read(text, 0);
    String owner = StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
    // The other may have the lock and not have written yet.
    return owner.isEmpty() ? "another process" : owner;
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static UserException busy(Path folder, String owner) {
    return new UserException(
        "%s: expected nobody else to write into it, found %s; wait until that ends, or give another"
                .formatted(folder, owner)
            + " folder");
  }

  /** Lets the next one in. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }
}
