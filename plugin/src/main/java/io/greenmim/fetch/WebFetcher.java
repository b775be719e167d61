package io.greenmim.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches a web address into memory, when it is one of the public internet.
 *
 * <p>A host is resolved once, all its addresses are checked, and the connection goes to the checked
 * one, so that a name server cannot answer differently a moment later; the same at each redirect.
 * The client of Java resolves by itself, which is why this one speaks to sockets. Proxies are not
 * used. Thread-safe.
 */
public final class WebFetcher {

  private static final int MOST_REDIRECTS = 5;
  private static final int MOST_PORT = 65_535;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final FetchSettings settings;
  private final Resolver resolver;
  private final Predicate<InetAddress> open;
  private final Supplier<SSLSocketFactory> secure;

  /** Finds the addresses of a host. */
  interface Resolver {

    /** All addresses of a host, at least one. */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * Makes a fetcher.
   *
   * @param settings what may be fetched
   */
  public WebFetcher(FetchSettings settings) {
    this(settings, InetAddress::getAllByName, PublicAddress::matches);
  }

  WebFetcher(FetchSettings settings, Resolver resolver, Predicate<InetAddress> open) {
    this(settings, resolver, open, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  WebFetcher(
      FetchSettings settings,
      Resolver resolver,
      Predicate<InetAddress> open,
      Supplier<SSLSocketFactory> secure) {
    this.settings = settings;
    this.resolver = resolver;
    this.open = open;
    this.secure = secure;
  }

  /**
   * Fetches an address.
   *
   * @param address an address of http or https
   * @param mostBytes most bytes that are read
   * @return what the server sends, at most one byte more than {@code mostBytes}, which tells that
   *     it is too much
   * @throws FetchException if the address is none of the web or not allowed, or the server does not
   *     send it
   * @throws IOException if the connection breaks off
   */
  public byte[] fetch(URI address, int mostBytes) throws IOException {
    long deadline = System.nanoTime() + settings.totalTimeout().toNanos();
    URI next = encoded(address);
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      requireWeb(next);
      try (Socket socket = connect(next)) {
        HttpExchange exchange = new HttpExchange(next, socket, deadline);
        URI target = exchange.open();
        if (target == null) {
          return exchange.body(mostBytes + 1);
        }
        if (next.getScheme().equalsIgnoreCase("https")
            && !"https".equalsIgnoreCase(target.getScheme())) {
          throw new FetchException(next, "redirects from https to " + target);
        }
        next = encoded(target);
      } catch (SocketTimeoutException e) {
        throw because(next, "no answer within the time", e);
      } catch (SSLException e) {
        throw because(next, "no secure connection (%s)".formatted(e.getMessage()), e);
      }
    }
    throw new FetchException(address, "redirected more than %s times".formatted(MOST_REDIRECTS));
  }

  static FetchException because(URI address, String reason, Throwable cause) {
    FetchException failure = new FetchException(address, reason);
    failure.initCause(cause);
    return failure;
  }

  private static void requireWeb(URI address) throws FetchException {
    String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (!web || address.getHost() == null || address.getPort() > MOST_PORT) {
      throw new FetchException(address, "expected an address of http or https with a host");
    }
    if (address.getUserInfo() != null) {
      throw new FetchException(address.resolve("/"), "expected an address without a user");
    }
  }

  /** A request is ASCII: other characters go as the octets of their UTF-8. */
  private static URI encoded(URI address) {
    return URI.create(address.toASCIIString());
  }

  private static boolean isSecure(URI address) {
    return address.getScheme().equalsIgnoreCase("https");
  }

  private Socket connect(URI address) throws IOException {
    String host = address.getHost();
    InetAddress target = checked(address, host);
    int port = address.getPort() >= 0 ? address.getPort() : isSecure(address) ? 443 : 80;
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      int timeout = Math.toIntExact(settings.connectTimeout().toMillis());
      socket.connect(new InetSocketAddress(target, port), timeout);
      socket.setSoTimeout(timeout);
      return isSecure(address) ? secured(socket, host, port) : socket;
    } catch (SocketTimeoutException | SSLException e) {
      socket.close();
      throw e;
    } catch (IOException e) {
      socket.close();
      throw because(address, "no connection (%s)".formatted(e.getMessage()), e);
    }
  }

  private InetAddress checked(URI address, String host) throws FetchException {
    InetAddress[] found;
    try {
      found = resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw because(address, "no host of this name, or no network", e);
    }
    if (!settings.privateAddresses() && !Arrays.stream(found).allMatch(open)) {
      throw new FetchException(
          address,
          "is not on the public internet, and addresses of this machine and its network are not"
              + " fetched (argument privateAddresses=true allows them)");
    }
    return found[0];
  }

  /** Encrypts a connection; the certificate must be one of the host. */
  private SSLSocket secured(Socket socket, String host, int port) throws IOException {
    // A dot at the end marks a whole name, of which it is no part in certificates.
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    SSLSocket secured = (SSLSocket) secure.get().createSocket(socket, name, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (name.chars().anyMatch(Character::isLetter) && name.indexOf(':') < 0) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** Reads where a redirect leads, whose octets came as characters of Latin 1. */
  static URI resolve(URI from, String location) throws FetchException {
    StringBuilder ascii = new StringBuilder();
    location
        .chars()
        .forEach(
            c -> ascii.append(c < 0x80 ? Character.toString(c) : "%" + HEX.toHexDigits((byte) c)));
    try {
      return from.resolve(new URI(ascii.toString()));
    } catch (URISyntaxException e) {
      throw because(from, "redirects to what is no address", e);
    }
  }
}
