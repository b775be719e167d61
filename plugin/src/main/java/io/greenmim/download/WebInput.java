package io.greenmim.download;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What comes from a server: bytes and lines, until a deadline. */
final class WebInput implements Closeable {

  private static final int MOST_LINE = 16 << 10;

  private final URI address;
  private final Socket socket;
  private final InputStream in;
  private final long deadline;

  /**
   * Begins to read.
   *
   * @param deadline time of {@link System#nanoTime} at which all must be read
   */
  WebInput(URI address, Socket socket, long deadline) throws IOException {
    this.address = address;
    this.socket = socket;
    this.deadline = deadline;
    in = new BufferedInputStream(socket.getInputStream());
  }

  URI address() {
    return address;
  }

  /** Reads bytes as streams do. A server that sends a byte now and then comes to its end too. */
  int read(byte[] bytes, int offset, int length) throws IOException {
    if (System.nanoTime() - deadline > 0) {
      throw new WebException(address, "the answer took too long");
    }
    return in.read(bytes, offset, length);
  }

  /** Reads a line without its end. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] one = new byte[1];
    while (true) {
      if (read(one, 0, 1) < 0) {
        throw new EOFException();
      }
      if (one[0] == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
      line.write(one[0]);
      if (line.size() > MOST_LINE) {
        throw new WebException(address, "the server sends a line that does not end");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
