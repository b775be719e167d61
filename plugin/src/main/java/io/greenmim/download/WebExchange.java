package io.greenmim.download;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One request of HTTP/1.1 and its answer (RFC 9112), on a connection that ends with it. */
final class WebExchange {

  private static final int FIRST_FINAL = 200;
  private static final int MOST_ANNOUNCED = 20;
  private static final int MOST_HEADERS = 200;

  private WebExchange() {}

  /**
   * Writes a request.
   *
   * @param target method and target, such as {@code GET /index.html}
   * @param host host, and port if it is not the usual one
   * @param headers headers besides the host and who asks
   */
  static void send(Socket socket, String target, String host, Map<String, String> headers)
      throws IOException {
    StringBuilder request =
        new StringBuilder("%s HTTP/1.1\r\nHost: %s\r\n".formatted(target, host))
            .append("User-Agent: greenmim\r\n");
    headers.forEach((name, value) -> request.append("%s: %s\r\n".formatted(name, value)));
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads an answer up to its body; what only announces one is passed over. */
  static WebAnswer receive(WebInput in, Duration silence) throws IOException {
    int status = status(in);
    Map<String, String> headers = headers(in);
    for (int i = 0; i < MOST_ANNOUNCED && status < FIRST_FINAL; i++) {
      status = status(in);
      headers = headers(in);
    }
    boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
    String told = headers.get("content-length");
    long length = chunked || told == null ? -1 : number(in.address(), told, 10);
    return new WebAnswer(
        status, Map.copyOf(headers), length, new WebBody(in, silence, length, chunked));
  }

  private static int status(WebInput in) throws IOException {
    String line = in.line();
    String[] words = line.split(" ", 3);
    if (!line.startsWith("HTTP/1.") || words.length < 2 || !words[1].matches("[1-9][0-9]{2}")) {
      throw new WebException(in.address(), "expected an answer of HTTP/1.1");
    }
    return Integer.parseInt(words[1]);
  }

  private static Map<String, String> headers(WebInput in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    int count = 0;
    for (String line = in.line(); !line.isEmpty(); line = in.line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.put(name, line.substring(colon + 1).strip());
      }
      if (++count > MOST_HEADERS) {
        throw new WebException(in.address(), "the server sends too many headers");
      }
    }
    return headers;
  }

  /** Reads the number of bytes that a server tells. */
  static long number(URI address, String text, int radix) throws WebException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new WebException(address, "the server sends a length that is no number", e);
    }
    throw new WebException(address, "the server sends a negative length");
  }
}
