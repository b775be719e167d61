package io.greenmim.tensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a part of a file, one after the other; knows where it is and skips for free. */
public final class RegionInput extends InputStream {

  private static final int BUFFER = 1 << 13;

  private final FileRegion region;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

  /** Offset in the region of the first byte after the buffer. */
  private long filled;

  /**
   * Opens a part of a file.
   *
   * @param region the part
   * @throws IOException if the file cannot be opened
   */
  public RegionInput(FileRegion region) throws IOException {
    super();
    this.region = region;
    channel = region.channel();
  }

  /**
   * Returns where the input is.
   *
   * @return number of bytes before the next one
   */
  public long position() {
    return filled - buffer.remaining();
  }

  /**
   * Returns what is left.
   *
   * @return number of bytes from the next one to the end
   */
  public long left() {
    return region.length() - position();
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(buffer.get()) : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, from, count);
    return count;
  }

  @Override
  public long skip(long bytes) {
    long count = Math.max(0, Math.min(bytes, left()));
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      filled = position() + count;
      buffer.limit(0);
    }
    return count;
  }

  /**
   * Passes bytes without reading them.
   *
   * @param bytes their number
   * @return where they lie
   * @throws IOException if the part ends before
   */
  public FileRegion take(long bytes) throws IOException {
    FileRegion taken = region.slice(position(), bytes);
    skip(bytes);
    return taken;
  }

  /**
   * Reads one byte.
   *
   * @return 0 to 255
   * @throws IOException if there is none
   */
  public int next() throws IOException {
    int value = read();
    if (value < 0) {
      throw new EOFException("ends in the middle, after %s bytes".formatted(position()));
    }
    return value;
  }

  /**
   * Reads a little-endian number.
   *
   * @param bytes its length, 1 to 8
   * @return its value; unsigned below 8 bytes
   * @throws IOException if the part ends before
   */
  public long next(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << (Byte.SIZE * i);
    }
    return value;
  }

  /** Makes sure of at least one byte in the buffer; false at the end. */
  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    long count = Math.min(BUFFER, region.length() - filled);
    if (count <= 0) {
      return false;
    }
    buffer.clear().limit((int) count);
    region.read(channel, filled, buffer);
    buffer.flip();
    filled += count;
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
