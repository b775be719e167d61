package io.greenmim.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that answers as a test tells it to, and notes what it is asked. */
public final class ScriptedServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile HttpHandler handler = exchange -> exchange.sendResponseHeaders(500, -1);

  public ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          String path = exchange.getRequestURI().getPath();
          requests.add(range == null ? path : path + " " + range);
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
  }

  /** What to do from now on. */
  public ScriptedServer answer(HttpHandler next) {
    handler = next;
    return this;
  }

  /** Serves the bytes from now on; goes on where a client that knows the tag wants it to. */
  public ScriptedServer serve(byte[] bytes, String etag) {
    return answer(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", etag);
          String range = exchange.getRequestHeaders().getFirst("Range");
          if (range == null || !etag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
            send(exchange, 200, bytes);
            return;
          }
          int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
          exchange
              .getResponseHeaders()
              .set(
                  "Content-Range",
                  "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
          send(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
        });
  }

  /** Sends an answer whole. */
  public static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Promises more bytes than it sends. */
  public static void sendHalf(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(200, bytes.length);
    OutputStream out = exchange.getResponseBody();
    out.write(bytes, 0, bytes.length / 2);
    out.flush();
  }

  /** Sends bytes without saying how many. */
  public static void sendUntold(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Paths that were asked for, each with its range if there was one. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
