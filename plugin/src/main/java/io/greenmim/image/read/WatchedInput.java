package io.greenmim.image.read;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of a file up to a place, for a decoder that makes zeros of what is missing and would go
 * on with them for minutes: what lies behind the place is refused at once.
 */
final class WatchedInput extends ImageInputStreamImpl {

  private final byte[] file;
  private final long end;

  /**
   * Watches a file.
   *
   * @param file its bytes; where it ends before the place, zeros follow
   * @param end where the last byte ends that the decoder of a whole file looks at
   */
  WatchedInput(byte[] file, long end) {
    this.file = file;
    this.end = end;
  }

  @Override
  public int read() throws MalformedImageException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int count) throws MalformedImageException {
    bitOffset = 0;
    if (streamPos + count > end) {
      throw new MalformedImageException("truncated: the WebP data end before the last pixel");
    }
    for (int i = 0; i < count; i++) {
      long at = streamPos + i;
      to[from + i] = at < file.length ? file[(int) at] : 0;
    }
    streamPos += count;
    return count;
  }
}
