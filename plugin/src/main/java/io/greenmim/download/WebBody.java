package io.greenmim.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The body of an answer: of a told length, in chunks, or up to the end of the connection. */
final class WebBody extends InputStream {

  private final WebInput in;
  private final Duration silence;
  private final boolean chunked;
  private final boolean told;
  private boolean first = true;
  private long left;

  /**
   * Begins a body.
   *
   * @param length bytes of the body, or -1 if they are not told
   * @param chunked whether it comes in chunks (RFC 9112, section 7.1)
   */
  WebBody(WebInput in, Duration silence, long length, boolean chunked) {
    this.in = in;
    this.silence = silence;
    this.chunked = chunked;
    told = chunked || length >= 0;
    left = chunked ? 0 : told ? length : Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      if (chunked && left == 0) {
        left = nextChunk();
      }
      if (left <= 0) {
        return -1;
      }
      int n = in.read(bytes, offset, (int) Math.min(length, left));
      if (n < 0 && told) {
        throw new EOFException();
      }
      left -= Math.max(n, 0);
      return n;
    } catch (WebException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      String reason = "the server was silent for %s ms".formatted(silence.toMillis());
      throw new WebException(in.address(), reason, e);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while fetching " + in.address());
      }
      throw new WebException(in.address(), "the connection ended", e);
    }
  }

  /** Bytes of the next chunk; -1 after the last one. */
  private long nextChunk() throws IOException {
    if (!first) {
      in.line();
    }
    first = false;
    long size = WebExchange.number(in.address(), in.line().split(";", 2)[0].strip(), 16);
    return size == 0 ? -1 : size;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
