package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that falls silent: what it sends is there at once or never, so no time needs to pass.
 */
class SilentServerTest {

  private static final URI ADDRESS = URI.create("http://127.0.0.1:8/model.pth");
  private static final URI PAGE = URI.create("https://example.org/models");
  private static final Duration SILENCE = Duration.ofMillis(7);
  private static final Map<String, String> STRONG = Map.of("etag", "\"a\"");

  @TempDir private Path folder;

  /** A connection that delivers its text, then nothing more, not even an end. */
  private static final class Played extends Socket {

    private final byte[] bytes;
    private int at;
    private boolean left;

    Played(String text) {
      bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          if (at == bytes.length) {
            throw new SocketTimeoutException("Read timed out");
          }
          return bytes[at++];
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
          to[offset] = (byte) read();
          return 1;
        }
      };
    }

    @Override
    public synchronized void close() {
      left = true;
    }
  }

  private static WebAnswer answer(Socket socket) throws IOException {
    long deadline = System.nanoTime() + Duration.ofHours(1).toNanos();
    return WebExchange.receive(new WebInput(ADDRESS, socket, deadline), SILENCE);
  }

  @Test
  void whatCameIsDeliveredThenTheSilenceIsAnError() throws IOException {
    Played silent = new Played("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    try (WebAnswer answer = answer(silent)) {
      assertArrayEquals(new byte[] {'a', 'b', 'c'}, answer.body().readNBytes(3));
      WebException e = assertThrows(WebException.class, () -> answer.body().read());
      assertEquals(ADDRESS + ": the server was silent for 7 ms", e.getMessage());
    }
    assertTrue(silent.left, "the transfer is ended");
    String chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";
    try (WebAnswer answer = answer(new Played(chunks))) {
      assertEquals(-1, answer.length());
      assertArrayEquals(new byte[] {'a', 'b', 'c'}, answer.body().readAllBytes());
    }
    String announced = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
    assertEquals(204, answer(new Played(announced)).status());
  }

  @Test
  void aTransferThatBreaksOffIsToldWithItsBytes() throws IOException {
    assertEquals(
        "the server was silent for 7 ms after 3 of 10 bytes; the next try goes on from there",
        reason(STRONG, "Content-Length: 10\r\n"));
    assertEquals(
        "the server was silent for 7 ms after 3 of an unknown number of bytes; the next try starts"
            + " over",
        reason(Map.of(), ""));
    assertEquals(3, Files.size(folder.resolve("model.pth.part")), "what came stays");
  }

  /** The reason why a transfer of three bytes broke off. */
  private String reason(Map<String, String> before, String header) throws IOException {
    Path target = folder.resolve("model.pth");
    RemoteFile file =
        new RemoteFile(Optional.of(ADDRESS), PAGE, OptionalLong.empty(), Long.MAX_VALUE);
    PartialFile part = new PartialFile(target);
    part.restart(ADDRESS, new WebAnswer(200, before, -1, InputStream.nullInputStream()));
    Transfer transfer = new Transfer(file, part, new Refusal(file, target));
    try (WebAnswer answer = answer(new Played("HTTP/1.1 200 OK\r\n" + header + "\r\nabc"))) {
      transfer.begin(answer, Long.MAX_VALUE, DownloadListener.NONE);
      DownloadException e =
          assertThrows(
              DownloadException.class,
              () -> transfer.receive(answer.body(), DownloadListener.NONE));
      String line = e.getMessage();
      return line.substring((ADDRESS + ": ").length(), line.indexOf("; download it from"));
    }
  }

  private String refusal(ServerSocket server, Duration connect) {
    URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/model.pth");
    RemoteFile file =
        new RemoteFile(Optional.of(address), PAGE, OptionalLong.empty(), Long.MAX_VALUE);
    WebSettings settings =
        new WebSettings(WebSettings.Reach.OWN, connect, SILENCE, Duration.ofHours(1));
    FileDownloader downloader = new FileDownloader(new WebClient(settings), false);
    Path target = folder.resolve("model.pth");
    String line =
        assertThrows(
                DownloadException.class,
                () -> downloader.fetch(file, target, DownloadListener.NONE))
            .getMessage();
    return line.substring((address + ": ").length(), line.indexOf("; download it from"));
  }

  @Test
  void silenceBeforeTheAnswerIsToldApartFromNoConnection() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The system accepts connections that the program never asks for, up to a number.
      String host = "127.0.0.1:" + server.getLocalPort();
      assertEquals(host + " was silent for 7 ms", refusal(server, Duration.ofSeconds(20)));
      List<Socket> waiting = new ArrayList<>();
      boolean full = false;
      try {
        while (!full && waiting.size() < 16) {
          waiting.add(new Socket());
          waiting.get(waiting.size() - 1).connect(server.getLocalSocketAddress(), 200);
        }
      } catch (SocketTimeoutException e) {
        full = true;
      }
      assumeTrue(full, "the system accepts any number of connections");
      assertEquals(
          "no connection to " + host + " within 50 ms", refusal(server, Duration.ofMillis(50)));
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void whoIsInterruptedWaitsNoLonger() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      AtomicReference<Throwable> ended = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  new WebClient(WebSettings.own()).get(address, Map.of()).close();
                } catch (IOException e) {
                  ended.set(e);
                }
              });
      thread.start();
      thread.interrupt();
      thread.join(Duration.ofSeconds(20).toMillis());
      assertEquals(InterruptedIOException.class, ended.get().getClass());
    }
  }
}
