package io.greenmim.tensors.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file that may be read so many bytes and no more. The directory of an archive takes a multiple
 * of its own size in memory, and there is no other way to bound it before it is read.
 */
final class MeteredChannel implements SeekableByteChannel {

  private final FileChannel channel;
  private long left;

  /**
   * Wraps an open file.
   *
   * @param channel the file, closed with this
   * @param left bytes that may be read
   */
  MeteredChannel(FileChannel channel, long left) {
    this.channel = channel;
    this.left = left;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = channel.read(target);
    left -= Math.max(0, count);
    if (left < 0) {
      throw new IOException("its directory is too large");
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
