package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that falls silent, played without one: what it sends is there at once or never, so that
 * no time needs to pass.
 */
class SilentServerTest {

  private static final URI ADDRESS = URI.create("http://127.0.0.1:8/model.pth");
  private static final URI PAGE = URI.create("https://example.org/models");
  private static final DownloadSettings NO_PATIENCE =
      new DownloadSettings(Duration.ofSeconds(5), Duration.ZERO, false);
  private static final Map<String, List<String>> STRONG = Map.of("ETag", List.of("\"a\""));

  @TempDir private Path folder;

  /** Delivers its pieces when they are asked for, then nothing more, not even an end. */
  private static final class Sender implements Flow.Publisher<List<ByteBuffer>> {

    private final Queue<byte[]> pieces;
    private final boolean ends;
    private boolean cancelled;

    Sender(boolean ends, byte[]... pieces) {
      this.ends = ends;
      this.pieces = new ArrayDeque<>(List.of(pieces));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> subscriber) {
      subscriber.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long n) {
              if (!pieces.isEmpty()) {
                subscriber.onNext(List.of(ByteBuffer.wrap(pieces.remove())));
              } else if (ends) {
                subscriber.onComplete();
              }
            }

            @Override
            public void cancel() {
              cancelled = true;
            }
          });
    }
  }

  @Test
  void whatCameIsDeliveredThenTheSilenceIsAnError() throws IOException {
    Sender sender = new Sender(false, new byte[] {1, 2}, new byte[] {3});
    try (TimedBody body = TimedBody.of(sender, Duration.ZERO)) {
      assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), body.next());
      assertEquals(ByteBuffer.wrap(new byte[] {3}), body.next());
      assertThrows(HttpTimeoutException.class, body::next);
    }
    assertTrue(sender.cancelled, "the transfer is ended");
    try (TimedBody body = TimedBody.of(new Sender(true, new byte[1]), Duration.ZERO)) {
      assertEquals(1, body.next().remaining());
      assertNull(body.next(), "an end is no silence");
    }
  }

  @Test
  void aTransferThatBreaksOffIsToldWithItsBytes() throws IOException {
    assertEquals(
        "the server was silent for 0 ms after 3 of 10 bytes; the next try goes on from there",
        reason(STRONG, "10"));
    assertEquals(
        "the server was silent for 0 ms after 3 of an unknown number of bytes; the next try starts"
            + " over",
        reason(Map.of(), ""));
    assertEquals(3, Files.size(folder.resolve("model.pth.part")), "what came stays");
  }

  /** The reason why a transfer of three bytes broke off. */
  private String reason(Map<String, List<String>> headers, String length) throws IOException {
    Path target = folder.resolve("model.pth");
    RemoteFile file =
        new RemoteFile(Optional.of(ADDRESS), PAGE, OptionalLong.empty(), Long.MAX_VALUE);
    PartialFile part = new PartialFile(target);
    part.restart(ADDRESS, HttpHeaders.of(headers, (name, value) -> true));
    Transfer transfer = new Transfer(file, part, new Refusal(file, target), NO_PATIENCE);
    try (TimedBody body = TimedBody.of(new Sender(false, new byte[3]), Duration.ZERO)) {
      Map<String, List<String>> sent =
          length.isEmpty() ? Map.of() : Map.of("Content-Length", List.of(length));
      FileDownloader.Answer answer =
          new FileDownloader.Answer(HttpHeaders.of(sent, (name, value) -> true), body, 0);
      transfer.begin(answer, Long.MAX_VALUE, DownloadListener.NONE);
      DownloadException e =
          assertThrows(
              DownloadException.class, () -> transfer.receive(body, DownloadListener.NONE));
      String line = e.getMessage();
      return line.substring((ADDRESS + ": ").length(), line.indexOf("; download it from"));
    }
  }

  @Test
  void silenceBeforeTheAnswerIsToldApartFromNoConnection() {
    RemoteFile file =
        new RemoteFile(Optional.of(ADDRESS), PAGE, OptionalLong.empty(), Long.MAX_VALUE);
    Refusal refusal = new Refusal(file, folder.resolve("model.pth"));
    String silent = refusal.because(new HttpTimeoutException("x"), NO_PATIENCE).getMessage();
    assertTrue(silent.startsWith(ADDRESS + ": 127.0.0.1:8 was silent for 0 ms; "), silent);
    String unmet = refusal.because(new HttpConnectTimeoutException("x"), NO_PATIENCE).getMessage();
    assertTrue(
        unmet.startsWith(ADDRESS + ": no connection to 127.0.0.1:8 within 5000 ms; "), unmet);
  }
}
