package io.greenmim.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process at a time work on a file; the others wait.
 *
 * <p>The lock is one of the operating system, on an empty hidden file beside the guarded one, and
 * ends with the process. The hidden file stays: to delete it would let two processes in.
 */
public final class FileGuard implements Closeable {

  /** The system's locks belong to the process; these keep its threads apart. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel channel;

  private FileGuard(ReentrantLock thread, FileChannel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /**
   * Waits until nobody else works on a file. A thread may not ask twice for the same file.
   *
   * @param file the file, which need not exist; its folder is made if need be
   * @return the guard; to be closed on the same thread
   * @throws IOException if the lock cannot be taken
   */
  public static FileGuard of(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    Files.createDirectories(folder);
    Path lock = folder.resolve("." + absolute.getFileName() + ".lock");
    ReentrantLock thread = THREADS.computeIfAbsent(lock, key -> new ReentrantLock());
    thread.lock();
    FileChannel channel = null;
    try {
      channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new FileGuard(thread, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      thread.unlock();
      throw e;
    }
  }

  /** Lets the next one in. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      thread.unlock();
    }
  }
}
