package io.greenmim.testing;

import com.sun.management.ThreadMXBean;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What holds of a reader whatever the bytes: one clear line or tensors, and little memory. */
public final class FuzzedReader {

  /** What may be allocated for any file, rubbish that is collected at once included. */
  private static final long LEAST = 4 << 20;

  /** What may be allocated for each byte of the file beyond that. */
  private static final long EACH = 256;

  private static final long LARGEST_READ = 1 << 20;

  /** One file for all inputs of a run: making one takes longer than reading it. */
  private static final Path FILE = file();

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private FuzzedReader() {}

  /** Opens a file. */
  @FunctionalInterface
  public interface Opener {
    TensorFile open(Path path) throws IOException;
  }

  /** The reference files whose names end so, as seeds. */
  public static Stream<byte[]> seeds(String ending, String... names) {
    return Stream.of(names).map(name -> resource("/checkpoints/" + name + ending));
  }

  /** Reads a resource of the tests. */
  public static byte[] resource(String name) {
    try (InputStream resource = FuzzedReader.class.getResourceAsStream(name)) {
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the bytes to a file, reads it, and throws an AssertionError if that went wrong. */
  public static void check(byte[] content, Opener opener) {
    try {
      Files.write(FILE, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long most = LEAST + EACH * content.length;
    long allocated = allocated(FILE, opener);
    if (allocated > most) {
      // Once more, without the classes that the first time loaded.
      allocated = allocated(FILE, opener);
    }
    require(
        allocated <= most,
        "allocated %d bytes for a file of %d".formatted(allocated, content.length));
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzzed", ".bin");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long allocated(Path path, Opener opener) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    read(path, opener);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void read(Path path, Opener opener) {
    try {
      TensorFile file = opener.open(path);
      file.metadata().values().forEach(text -> require(text != null, "null"));
      for (StoredTensor tensor : file.tensors().values()) {
        if (tensor.byteSize() <= LARGEST_READ) {
          require(tensor.read().remaining() == tensor.byteSize(), "other size");
        }
      }
    } catch (IOException e) {
      requireOneLine(path.toString(), e);
    }
  }

  /** Demands a message of one line that starts so. */
  public static void requireOneLine(String start, IOException e) {
    String message = e.getMessage();
    require(message != null && message.startsWith(start), "message without path: " + message);
    require(message.lines().count() == 1, "message of several lines: " + message);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
