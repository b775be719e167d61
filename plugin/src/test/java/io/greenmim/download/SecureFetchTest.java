package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of https on a server whose certificate is for {@code photos.example} alone. */
class SecureFetchTest {

  private static final byte[] BODY = "a photo".getBytes(StandardCharsets.US_ASCII);
  private static final String PASSWORD = "changeit";
  private static final List<SNIServerName> ASKED_FOR = new CopyOnWriteArrayList<>();

  private static HttpsServer server;
  private static SSLContext context;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    context = context(certificate(folder.resolve("keys.p12")));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          ExtendedSSLSession session =
              (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
          ASKED_FOR.addAll(session.getRequestedServerNames());
          boolean away = exchange.getRequestURI().getPath().equals("/away");
          if (away) {
            exchange.getResponseHeaders().set("Location", "http://photos.example/");
          }
          exchange.sendResponseHeaders(away ? 302 : 200, away ? -1 : BODY.length);
          exchange.getResponseBody().write(away ? new byte[0] : BODY);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @BeforeEach
  void forget() {
    ASKED_FOR.clear();
  }

  private static KeyStore certificate(Path file) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "photos",
                "-keyalg",
                "EC",
                "-dname",
                "CN=photos.example",
                "-ext",
                "san=dns:photos.example",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return made;
  }

  private static byte[] fetch(String host, String path, Supplier<SSLSocketFactory> secure)
      throws IOException {
    WebClient fetcher =
        new WebClient(
            WebSettings.strangers(false),
            name -> InetAddress.getAllByName("127.0.0.1"),
            address -> true,
            secure);
    int port = server.getAddress().getPort();
    return fetcher.fetch(URI.create("https://" + host + ":" + port + path), 1 << 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"photos.example", "photos.example.", "PHOTOS.example"})
  void asksForTheHostByItsName(String host) throws IOException {
    assertArrayEquals(BODY, fetch(host, "/", context::getSocketFactory));
    assertEquals(1, ASKED_FOR.size());
    String name = ((SNIHostName) ASKED_FOR.get(0)).getAsciiName();
    assertTrue("photos.example".equalsIgnoreCase(name), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other.example", "photos.example.com", "127.0.0.1", "[::1]"})
  void theCertificateMustBeTheHosts(String host) {
    WebException refused =
        assertThrows(WebException.class, () -> fetch(host, "/", context::getSocketFactory));
    assertTrue(refused.getMessage().contains("no secure connection"), refused::toString);
    assertEquals(1, refused.getMessage().lines().count(), refused::toString);
    assertEquals(List.of(), ASKED_FOR);
  }

  /** What is encrypted goes through a proxy as it is, and the certificate is the host's still. */
  @Test
  void proxiesHandOnWhatIsEncrypted() throws Exception {
    AtomicReference<String> asked = new AtomicReference<>();
    ProxySelector before = ProxySelector.getDefault();
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProxySelector.setDefault(ProxySelector.of((InetSocketAddress) proxy.getLocalSocketAddress()));
      Thread thread = new Thread(() -> handOn(proxy, asked));
      thread.start();
      WebClient client =
          new WebClient(
              WebSettings.own(),
              name -> {
                throw new UnknownHostException(name);
              },
              address -> true,
              context::getSocketFactory);
      assertArrayEquals(BODY, client.fetch(URI.create("https://photos.example/"), 1 << 10));
      thread.join();
    } finally {
      ProxySelector.setDefault(before);
    }
    assertEquals("CONNECT photos.example:443 HTTP/1.1", asked.get());
  }

  private static void handOn(ServerSocket proxy, AtomicReference<String> asked) {
    try (Socket client = proxy.accept();
        Socket end = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) client.getInputStream().read());
      }
      asked.set(head.toString().lines().findFirst().orElse(""));
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Thread back =
          new Thread(
              () -> {
                try {
                  end.getInputStream().transferTo(client.getOutputStream());
                  client.shutdownOutput();
                } catch (IOException e) {
                  // The client is served and gone.
                }
              });
      back.start();
      client.getInputStream().transferTo(end.getOutputStream());
      end.shutdownOutput();
      back.join();
    } catch (IOException | InterruptedException e) {
      asked.compareAndSet(null, e.toString());
    }
  }

  @Test
  void theCertificateMustBeOneThatIsTrusted() {
    WebException refused =
        assertThrows(
            WebException.class,
            () ->
                fetch(
                    "photos.example", "/", () -> (SSLSocketFactory) SSLSocketFactory.getDefault()));
    assertTrue(refused.getMessage().contains("no secure connection"), refused::toString);
    assertEquals(List.of(), ASKED_FOR);
  }

  @Test
  void redirectsKeepToHttps() {
    WebException refused =
        assertThrows(
            WebException.class, () -> fetch("photos.example", "/away", context::getSocketFactory));
    assertTrue(
        refused.getMessage().endsWith("redirects from https to http://photos.example/"),
        refused::toString);
  }
}
