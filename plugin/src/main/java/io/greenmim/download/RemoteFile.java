package io.greenmim.download;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that somebody publishes.
 *
 * @param address where the file itself is, or empty if only a person can fetch it
 * @param page page that offers the file to people
 * @param bytes exact size in bytes, or empty if it is not known
 * @param most most bytes that are accepted, at least 1
 */
public record RemoteFile(Optional<URI> address, URI page, OptionalLong bytes, long most) {

  /**
   * Checks address and size.
   *
   * @throws IllegalArgumentException if the address is not one of the web or nothing is accepted
   */
  public RemoteFile {
    address.ifPresent(
        uri -> {
          if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("expected an address of http or https, got " + uri);
          }
        });
    if (most < 1) {
      throw new IllegalArgumentException("most: expected at least 1 byte, got " + most);
    }
  }
}
