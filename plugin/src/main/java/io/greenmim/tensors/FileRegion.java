package io.greenmim.tensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A part of a file, of the state in which the file was found: what replaces or changes it later is
 * not mixed with what was read before.
 *
 * @param path the file
 * @param state what tells the file from a later one of the same name
 * @param offset its first byte in the file
 * @param length its length in bytes
 */
public record FileRegion(Path path, State state, long offset, long length) {

  /**
   * What tells a file from a later one of the same name.
   *
   * @param key what the file system knows it by; null where it has no such thing
   * @param changed when it was changed last
   * @param bytes its size
   */
  public record State(Object key, FileTime changed, long bytes) {

    private static State of(Path path) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new State(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }
  }

  /**
   * Most bytes of one call to the operating system. The JDK copies what is read into heap memory
   * through a direct buffer of the same size, which it keeps: whole tensors would take their memory
   * twice.
   */
  private static final int CHUNK = 1 << 20;

  /**
   * Returns a whole file.
   *
   * @param path the file
   * @return all of it
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static FileRegion of(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      // A folder can be opened on some systems, and its first read names nothing.
      String found = Files.exists(path) ? "got something else" : "found none";
      throw new NoSuchFileException(path.toString(), null, "expected a file, " + found);
    }
    State state = State.of(path);
    FileChannel.open(path, StandardOpenOption.READ).close(); // Tells early that it can be read.
    return new FileRegion(path, state, 0, state.bytes());
  }

  /**
   * Returns a part of this part.
   *
   * @param from its first byte, counted from the start of this part
   * @param bytes its length
   * @return the part
   * @throws IOException if it reaches beyond this part
   */
  public FileRegion slice(long from, long bytes) throws IOException {
    if (from < 0 || bytes < 0 || from > length - bytes) {
      throw new IOException(
          "%s: expected %s bytes from offset %s, got %s bytes in all"
              .formatted(path, bytes, from, length));
    }
    return new FileRegion(path, state, offset + from, bytes);
  }

  /**
   * Opens the file.
   *
   * @return a channel for {@link #read(FileChannel, long, ByteBuffer)}
   * @throws IOException if it cannot be opened, or is not the file any more that it was
   */
  public FileChannel channel() throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    // After it was opened: a file that takes its place from now on is another one.
    if (!State.of(path).equals(state)) {
      channel.close();
      throw new IOException(
          path + ": expected the file as it was found, it was changed meanwhile; try again");
    }
    return channel;
  }

  /**
   * Fills a buffer.
   *
   * @param channel the open file
   * @param from the first byte to read, counted from the start of this part
   * @param target filled from its position to its limit
   * @throws IOException if the file or this part ends before
   */
  public void read(FileChannel channel, long from, ByteBuffer target) throws IOException {
    FileRegion wanted = slice(from, target.remaining());
    int end = target.limit();
    long at = wanted.offset;
    while (target.position() < end) {
      target.limit(Math.min(end, target.position() + CHUNK));
      int count = channel.read(target, at);
      target.limit(end);
      if (count < 0) {
        throw new EOFException(
            "%s: the file ends %s bytes early".formatted(path, target.remaining()));
      }
      at += count;
    }
  }

  /**
   * Reads all of this part.
   *
   * @return the bytes from position 0, little-endian
   * @throws IOException if the file ends before, or if this part has 2 GiB or more
   */
  public ByteBuffer read() throws IOException {
    if (length > Integer.MAX_VALUE) {
      throw new IOException("%s: expected less than 2 GiB, got %s bytes".formatted(path, length));
    }
    try (FileChannel channel = channel()) {
      if (channel.size() < offset + length) {
        throw new EOFException(
            "%s: expected %s bytes, got %s".formatted(path, offset + length, channel.size()));
      }
      ByteBuffer target = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
      read(channel, 0, target);
      return target.flip();
    }
  }
}
