package io.greenmim.image.read;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of a file and some zeros behind them, for a decoder that makes zeros of what is
 * missing: how far it looked tells whether the file was whole.
 */
final class WatchedInput extends ImageInputStreamImpl {

  private static final int ZEROS = 64;

  private final byte[] file;
  private long end;

  WatchedInput(byte[] file) {
    this.file = file;
  }

  /** Where the last byte that was read ends. */
  long end() {
    return end;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int count) {
    bitOffset = 0;
    int all = (int) Math.min(count, file.length + ZEROS - streamPos);
    if (all <= 0) {
      return count == 0 ? 0 : -1;
    }
    for (int i = 0; i < all; i++) {
      long at = streamPos + i;
      to[from + i] = at < file.length ? file[(int) at] : 0;
    }
    streamPos += all;
    end = Math.max(end, streamPos);
    return all;
  }
}
