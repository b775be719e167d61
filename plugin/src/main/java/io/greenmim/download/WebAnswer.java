package io.greenmim.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a server sends; to be closed, which ends the connection.
 *
 * @param status status of HTTP, such as 200
 * @param headers headers by their names in lower case
 * @param length bytes of the body, or -1 if the server does not tell
 * @param body the body; a server that falls silent or a connection that ends too early is a {@link
 *     WebException}
 */
public record WebAnswer(int status, Map<String, String> headers, long length, InputStream body)
    implements Closeable {

  /** Status of an answer that holds what was asked for. */
  public static final int OK = 200;

  /**
   * Finds a header.
   *
   * @param name its name, in any case
   * @return its value, or empty
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Refuses an answer with another status than 200; it is closed then. */
  WebAnswer requireOk(URI address) throws IOException {
    if (status != OK) {
      close();
      throw new WebException(address, "the server answered with status " + status);
    }
    return this;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
