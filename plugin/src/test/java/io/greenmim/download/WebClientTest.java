package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebClientTest {

  private static final byte[] BODY = "0123456789".repeat(2000).getBytes(StandardCharsets.US_ASCII);
  private static final int PLENTY = 1 << 20;
  private static final WebSettings OPEN = WebSettings.strangers(true);
  private static final WebSettings CLOSED = WebSettings.strangers(false);

  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI named(String host, String path) {
    return URI.create("http://" + host + ":" + server.uri("/").getPort() + path);
  }

  @Test
  void fetchesWhatHasALengthAndWhatHasNone() throws IOException {
    server.answer(
        exchange -> {
          if (exchange.getRequestURI().toString().equals("/chunks?a=b")) {
            ScriptedServer.sendUntold(exchange, BODY);
          } else {
            exchange.sendResponseHeaders(200, BODY.length);
            exchange.getResponseBody().write(BODY);
          }
        });
    WebClient fetcher = new WebClient(OPEN);
    assertArrayEquals(BODY, fetcher.fetch(server.uri("/length"), PLENTY));
    assertArrayEquals(BODY, fetcher.fetch(server.uri("/chunks?a=b"), PLENTY));
    assertEquals(101, fetcher.fetch(server.uri("/length"), 100).length);
    assertEquals(101, fetcher.fetch(server.uri("/chunks?a=b"), 100).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]"})
  void refusesThisMachineWhateverItIsCalled(String host) {
    WebException refused =
        assertThrows(
            WebException.class, () -> new WebClient(CLOSED).fetch(named(host, "/"), PLENTY));
    assertTrue(refused.getMessage().contains("is not on the public internet"), refused::toString);
    assertTrue(refused.getMessage().contains("privateAddresses=true"), refused::toString);
    assertEquals(List.of(), server.requests());
  }

  @Test
  void refusesAHostOneOfWhoseAddressesIsPrivate() {
    WebClient fetcher =
        new WebClient(
            CLOSED,
            host ->
                new InetAddress[] {
                  InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")
                },
            PublicAddress::matches);
    assertThrows(WebException.class, () -> fetcher.fetch(named("two.example", "/"), PLENTY));
  }

  /** A name server that answers differently the second time is not asked a second time. */
  @Test
  void connectsToTheAddressThatWasChecked() throws IOException {
    List<String> asked = new ArrayList<>();
    AtomicReference<String> host = new AtomicReference<>();
    server.answer(
        exchange -> {
          host.set(exchange.getRequestHeaders().getFirst("Host"));
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY);
        });
    WebClient fetcher =
        new WebClient(
            CLOSED,
            name -> {
              asked.add(name);
              return InetAddress.getAllByName("127.0.0.1");
            },
            address -> true);
    URI address = named("rebinding.example", "/");
    assertArrayEquals(BODY, fetcher.fetch(address, PLENTY));
    assertEquals(List.of("rebinding.example"), asked);
    assertEquals(address.getAuthority(), host.get());
  }

  @Test
  void checksEveryRedirect() throws IOException {
    server.answer(
        exchange -> {
          boolean first = exchange.getRequestURI().getPath().equals("/first");
          exchange
              .getResponseHeaders()
              .set("Location", first ? "/second" : named("inside.example", "/secret").toString());
          exchange.sendResponseHeaders(302, -1);
        });
    WebClient fetcher =
        new WebClient(
            CLOSED,
            host ->
                InetAddress.getAllByName(host.equals("inside.example") ? "127.0.0.2" : "127.0.0.1"),
            address -> address.getHostAddress().equals("127.0.0.1"));
    WebException refused =
        assertThrows(
            WebException.class, () -> fetcher.fetch(named("open.example", "/first"), PLENTY));
    assertTrue(refused.getMessage().startsWith("http://inside.example"), refused::toString);
    assertEquals(List.of("/first", "/second"), server.requests());
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "//nowhere/", "gopher://x"})
  void redirectsLeadToTheWebAlone(String target) {
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("Location", target);
          exchange.sendResponseHeaders(301, -1);
        });
    WebClient fetcher =
        new WebClient(
            OPEN,
            host -> {
              if (host.equals("nowhere")) {
                throw new UnknownHostException(host);
              }
              return InetAddress.getAllByName(host);
            },
            address -> true);
    assertThrows(WebException.class, () -> fetcher.fetch(server.uri("/"), PLENTY));
  }

  /** A request is ASCII; a redirect may be anything. */
  @Test
  void namesThatAreNotAsciiGoAsUtf8() throws IOException {
    List<String> asked = new ArrayList<>();
    server.answer(
        exchange -> {
          asked.add(exchange.getRequestURI().getRawPath());
          boolean first = asked.size() == 1;
          byte[] utf8 = "/\u00fc.jpg".getBytes(StandardCharsets.UTF_8);
          exchange
              .getResponseHeaders()
              .set("Location", new String(utf8, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(first ? 302 : 200, -1);
        });
    new WebClient(OPEN).fetch(URI.create(server.uri("/") + "\u5199\u771f.jpg"), PLENTY);
    assertEquals(List.of("/%E5%86%99%E7%9C%9F.jpg", "/%C3%BC.jpg"), asked);
  }

  @Test
  void endsACircleOfRedirects() {
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/again");
          exchange.sendResponseHeaders(307, -1);
        });
    WebException refused =
        assertThrows(WebException.class, () -> new WebClient(OPEN).fetch(server.uri("/"), PLENTY));
    assertTrue(refused.getMessage().endsWith("redirected more than 5 times"), refused::toString);
  }

  @Test
  void namesTheStatusOfAFailure() {
    server.answer(exchange -> exchange.sendResponseHeaders(404, -1));
    WebException refused =
        assertThrows(WebException.class, () -> new WebClient(OPEN).fetch(server.uri("/a"), PLENTY));
    assertEquals(server.uri("/a") + ": the server answered with status 404", refused.getMessage());
  }

  @Test
  void givesUpOnAServerThatIsSilent() {
    CountDownLatch over = new CountDownLatch(1);
    server.answer(
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Duration little = Duration.ofMillis(50);
    WebClient fetcher =
        new WebClient(new WebSettings(WebSettings.Reach.PRIVATE, little, little, little));
    assertThrows(WebException.class, () -> fetcher.fetch(server.uri("/"), PLENTY));
    over.countDown();
  }

  /** As Java's own clients: the address whole, from the proxy that the platform names. */
  @Test
  void asksTheProxyForWhatTheApplicationNames() throws IOException {
    server.answer(
        exchange -> {
          byte[] asked = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
          ScriptedServer.send(exchange, 200, asked);
        });
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        ProxySelector.of(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.uri("/").getPort())));
    try {
      URI address = URI.create("http://greenmim.invalid/zoo?a=b");
      byte[] asked = new WebClient(WebSettings.own()).fetch(address, PLENTY);
      assertEquals(address.toString(), new String(asked, StandardCharsets.UTF_8));
      assertThrows(WebException.class, () -> new WebClient(OPEN).fetch(address, PLENTY));
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  /** Names that URI takes for no hosts are common in networks of containers. */
  @Test
  void hostsMayHaveUnderscores() throws IOException {
    server.answer(exchange -> ScriptedServer.send(exchange, 200, BODY));
    WebClient client =
        new WebClient(OPEN, host -> InetAddress.getAllByName("127.0.0.1"), address -> true);
    assertArrayEquals(BODY, client.fetch(named("model_zoo", "/"), PLENTY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "photo.jpg", "http:photo.jpg", "http://a@b.c/"})
  void otherAddressesAreNone(String text) {
    assertThrows(WebException.class, () -> new WebClient(OPEN).fetch(URI.create(text), PLENTY));
  }
}
