package io.greenmim.download;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of the web, taken apart.
 *
 * @param address the address, in ASCII: other characters as the octets of their UTF-8
 * @param host its host, as it is written
 * @param port its port
 */
record WebPlace(URI address, String host, int port) {

  private static final int MOST_PORT = 65_535;

  /** Names with an underscore, which are no hosts to {@link URI}, are common in networks. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+\\]|[A-Za-z0-9._-]+)(?::(\\d{1,5})?)?");

  /** Takes an address apart; one of something else than the web is an error. */
  static WebPlace of(URI given) throws WebException {
    URI address = URI.create(given.toASCIIString());
    String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    String authority = address.getRawAuthority() == null ? "" : address.getRawAuthority();
    if (authority.indexOf('@') >= 0) {
      throw new WebException(address.resolve("/"), "expected an address without a user");
    }
    Matcher parts = AUTHORITY.matcher(authority);
    boolean web = scheme.equals("http") || scheme.equals("https");
    boolean told = parts.matches() && parts.group(2) != null;
    int port = told ? Integer.parseInt(parts.group(2)) : scheme.equals("https") ? 443 : 80;
    if (!web || !parts.matches() || port > MOST_PORT) {
      throw new WebException(address, "expected an address of http or https with a host");
    }
    return new WebPlace(address, parts.group(1), port);
  }

  boolean isSecure() {
    return address.getScheme().equalsIgnoreCase("https");
  }

  /** Host, and port where it is told. */
  String authority() {
    return address.getRawAuthority();
  }

  /** Path and query, as a request names them. */
  String target() {
    String path = address.getRawPath();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + query;
  }
}
