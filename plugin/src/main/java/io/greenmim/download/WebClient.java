package io.greenmim.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks web servers: the one way to the network. At most five redirects are followed, none from
 * https to http.
 *
 * <p>Where strangers name the addresses, a host is resolved once, all its addresses are checked,
 * and the connection goes to the checked one, so that a name server cannot answer differently a
 * moment later; the same at each redirect. The clients of Java resolve by themselves, which is why
 * this one speaks to sockets. Thread-safe; interrupting a thread ends what it fetches.
 */
public final class WebClient {

  private static final int FIRST_REDIRECT = 300;
  private static final int LAST_REDIRECT = 399;
  private static final int MOST_REDIRECTS = 5;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final WebSettings settings;
  private final Resolver resolver;
  private final Predicate<InetAddress> open;
  private final Supplier<SSLSocketFactory> secure;

  /** Finds the addresses of a host. */
  interface Resolver {

    /** All addresses of a host, at least one. */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * Makes a client.
   *
   * @param settings how the web is asked
   */
  public WebClient(WebSettings settings) {
    this(settings, InetAddress::getAllByName, PublicAddress::matches);
  }

  WebClient(WebSettings settings, Resolver resolver, Predicate<InetAddress> open) {
    this(settings, resolver, open, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  WebClient(
      WebSettings settings,
      Resolver resolver,
      Predicate<InetAddress> open,
      Supplier<SSLSocketFactory> secure) {
    this.settings = settings;
    this.resolver = resolver;
    this.open = open;
    this.secure = secure;
  }

  /**
   * Fetches an address into memory.
   *
   * @param address an address of http or https
   * @param mostBytes most bytes that are read
   * @return what the server sends, at most one byte more than {@code mostBytes}, which tells that
   *     it is too much
   * @throws WebException if the address is none of the web or not allowed, or the server does not
   *     send it
   * @throws IOException if the thread is interrupted
   */
  public byte[] fetch(URI address, int mostBytes) throws IOException {
    try (WebAnswer answer = get(address, Map.of()).requireOk(address)) {
      return answer.body().readNBytes(mostBytes + 1);
    }
  }

  /**
   * Asks for an address, and for those that it redirects to.
   *
   * @param address an address of http or https
   * @param headers headers of the request
   * @return the answer, whatever its status
   * @throws WebException if an address is none of the web or not allowed, or the server does not
   *     answer
   * @throws IOException if the thread is interrupted
   */
  public WebAnswer get(URI address, Map<String, String> headers) throws IOException {
    long deadline = System.nanoTime() + settings.total().toNanos();
    WebPlace next = WebPlace.of(address);
    for (int i = 0; ; i++) {
      WebAnswer answer = ask(next, headers, deadline);
      int status = answer.status();
      String location = answer.headers().get("location");
      if (status < FIRST_REDIRECT || status > LAST_REDIRECT || location == null) {
        return answer;
      }
      answer.close();
      if (i == MOST_REDIRECTS) {
        String reason = "redirected more than %s times".formatted(MOST_REDIRECTS);
        throw new WebException(address, reason, status, null);
      }
      URI target = resolve(next.address(), location);
      if (next.isSecure() && !"https".equalsIgnoreCase(target.getScheme())) {
        String reason = "redirects from https to " + target;
        throw new WebException(next.address(), reason, status, null);
      }
      next = WebPlace.of(target);
    }
  }

  private WebAnswer ask(WebPlace place, Map<String, String> headers, long deadline)
      throws IOException {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(Map.of("Accept", "*/*", "Accept-Encoding", "identity", "Connection", "close"));
    boolean proxied = !place.isSecure() && proxy(place).type() == Proxy.Type.HTTP;
    String target = proxied ? place.address().toString() : place.target();
    Socket socket = connect(place, deadline);
    try {
      WebExchange.send(socket, "GET " + target, place.authority(), all);
      WebInput in = new WebInput(place.address(), socket, deadline);
      return WebExchange.receive(in, settings.silence());
    } catch (IOException e) {
      socket.close();
      throw failure(place, e);
    }
  }

  /** What a failure before the body means. */
  private IOException failure(WebPlace place, IOException e) {
    if (e instanceof WebException) {
      return e;
    }
    if (Thread.currentThread().isInterrupted()) {
      return new InterruptedIOException("interrupted while fetching " + place.address());
    }
    return new WebException(place.address(), reason(place, e), e);
  }

  private String reason(WebPlace place, IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "%s was silent for %s ms".formatted(place.authority(), settings.silence().toMillis());
    }
    if (e instanceof SSLException) {
      return "no secure connection (%s)".formatted(firstLine(e));
    }
    return "the network failed (%s)".formatted(firstLine(e));
  }

  /** The first line of a failure's message. */
  static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }

  private Proxy proxy(WebPlace place) {
    ProxySelector selector = ProxySelector.getDefault();
    return settings.reach() == WebSettings.Reach.OWN && selector != null
        ? selector.select(place.address()).get(0)
        : Proxy.NO_PROXY;
  }

  private Socket connect(WebPlace place, long deadline) throws IOException {
    Proxy proxy = proxy(place);
    InetSocketAddress to =
        switch (proxy.type()) {
          case DIRECT -> new InetSocketAddress(checked(place), place.port());
          case SOCKS -> InetSocketAddress.createUnresolved(place.host(), place.port());
          case HTTP -> (InetSocketAddress) proxy.address();
        };
    // That of a channel can be interrupted.
    Socket socket =
        proxy.type() == Proxy.Type.SOCKS ? new Socket(proxy) : SocketChannel.open().socket();
    try {
      socket.connect(to, millis(settings.connect()));
    } catch (SocketTimeoutException e) {
      socket.close();
      String within = " within %s ms".formatted(settings.connect().toMillis());
      throw new WebException(place.address(), "no connection to " + place.authority() + within, e);
    } catch (IOException e) {
      socket.close();
      throw Thread.currentThread().isInterrupted()
          ? failure(place, e)
          : new WebException(place.address(), "no connection to " + place.authority(), e);
    }
    try {
      socket.setSoTimeout(millis(settings.silence()));
      if (place.isSecure() && proxy.type() == Proxy.Type.HTTP) {
        tunnel(socket, place, deadline);
      }
      return place.isSecure() ? secured(socket, place) : socket;
    } catch (IOException e) {
      socket.close();
      throw failure(place, e);
    }
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(Math.max(1, duration.toMillis()));
  }

  private InetAddress checked(WebPlace place) throws WebException {
    InetAddress[] found;
    try {
      found = resolver.resolve(place.host());
    } catch (UnknownHostException e) {
      throw new WebException(place.address(), "no network, or no host " + place.host(), e);
    }
    if (settings.reach() == WebSettings.Reach.PUBLIC && !Arrays.stream(found).allMatch(open)) {
      throw new WebException(
          place.address(),
          "is not on the public internet, and addresses of this machine and its network are not"
              + " fetched (argument privateAddresses=true allows them)");
    }
    return found[0];
  }

  /** Asks a proxy to hand on what is encrypted. */
  private void tunnel(Socket socket, WebPlace place, long deadline) throws IOException {
    String end = place.host() + ":" + place.port();
    WebExchange.send(socket, "CONNECT " + end, end, Map.of());
    WebInput in = new WebInput(place.address(), socket, deadline);
    int status = WebExchange.receive(in, settings.silence()).status();
    if (status != WebAnswer.OK) {
      throw new WebException(place.address(), "the proxy answered with status " + status);
    }
  }

  /** Encrypts a connection; the certificate must be one of the host. */
  private SSLSocket secured(Socket socket, WebPlace place) throws IOException {
    // A dot at the end marks a whole name, of which it is no part in certificates.
    String host = place.host();
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    SSLSocket secured = (SSLSocket) secure.get().createSocket(socket, name, place.port(), true);
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
  private static URI resolve(URI from, String location) throws WebException {
    StringBuilder ascii = new StringBuilder();
    location
        .chars()
        .forEach(
            c -> ascii.append(c < 0x80 ? Character.toString(c) : "%" + HEX.toHexDigits((byte) c)));
    try {
      return from.resolve(new URI(ascii.toString()));
    } catch (URISyntaxException e) {
      throw new WebException(from, "redirects to what is no address", e);
    }
  }
}
