package io.greenmim.fetch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One request of HTTP/1.1 and its answer (RFC 9112), on a connection that ends with it. */
final class HttpExchange {

  private static final int OK = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int LAST_REDIRECT = 399;
  private static final int MOST_LINE = 16 << 10;
  private static final int MOST_HEADERS = 200;

  private final URI address;
  private final Socket socket;
  private final long deadline;
  private final Map<String, String> headers = new HashMap<>();
  private InputStream in;

  /**
   * Prepares an exchange.
   *
   * @param deadline time of {@link System#nanoTime} at which it must be over
   */
  HttpExchange(URI address, Socket socket, long deadline) {
    this.address = address;
    this.socket = socket;
    this.deadline = deadline;
  }

  /**
   * Sends the request and reads the answer up to its body.
   *
   * @return where the server sends us on to, or null if the body follows
   */
  URI open() throws IOException {
    String path =
        address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    String host = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    String request =
        "GET %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: greenmim\r\nAccept: */*\r\n"
                .formatted(path, query, host)
            + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    in = new BufferedInputStream(socket.getInputStream());
    int status = status(line());
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.put(name, line.substring(colon + 1).strip());
      }
      if (headers.size() > MOST_HEADERS) {
        throw new FetchException(address, "the server sends too many headers");
      }
    }
    String location = headers.get("location");
    if (status >= FIRST_REDIRECT && status <= LAST_REDIRECT && location != null) {
      return WebFetcher.resolve(address, location);
    }
    if (status != OK) {
      throw new FetchException(address, "the server answered with status " + status);
    }
    return null;
  }

  private int status(String line) throws FetchException {
    String[] words = line.split(" ", 3);
    if (!line.startsWith("HTTP/1.") || words.length < 2 || !words[1].matches("[1-9][0-9]{2}")) {
      throw new FetchException(address, "expected an answer of HTTP/1.1");
    }
    return Integer.parseInt(words[1]);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = read();
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
      line.write(b);
      if (line.size() > MOST_LINE) {
        throw new FetchException(address, "the server sends a line that does not end");
      }
    }
  }

  private int read() throws IOException {
    requireTime();
    int b = in.read();
    if (b < 0) {
      throw new EOFException(address + ": the connection ended before the answer did");
    }
    return b;
  }

  /** A server that sends a byte now and then is silent too. */
  private void requireTime() throws SocketTimeoutException {
    if (System.nanoTime() - deadline > 0) {
      throw new SocketTimeoutException("too slow");
    }
  }

  /** Reads the body, at most so many bytes. */
  byte[] body(int most) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      int size = chunkSize();
      while (size > 0 && body.size() + (long) size < most) {
        copy(body, size, true);
        line();
        size = chunkSize();
      }
      copy(body, Math.min(size, most - body.size()), true);
    } else if (headers.containsKey("content-length")) {
      long length = number(headers.get("content-length"), 10);
      copy(body, (int) Math.min(length, most), true);
    } else {
      copy(body, most, false);
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, number(line().split(";", 2)[0].strip(), 16));
  }

  private long number(String text, int radix) throws FetchException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw WebFetcher.because(address, "the server sends a length that is no number", e);
    }
    throw new FetchException(address, "the server sends a negative length");
  }

  private void copy(ByteArrayOutputStream to, int count, boolean whole) throws IOException {
    byte[] buffer = new byte[8 << 10];
    int left = count;
    while (left > 0) {
      requireTime();
      int n = in.read(buffer, 0, Math.min(left, buffer.length));
      if (n < 0 && whole) {
        throw new EOFException(address + ": the connection ended before the answer did");
      }
      if (n < 0) {
        return;
      }
      to.write(buffer, 0, n);
      left -= n;
    }
  }
}
