package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileDownloaderTest {

  private static final URI PAGE = URI.create("https://example.org/models");
  private static final byte[] BYTES = bytes(300_000);
  private static final WebClient HASTY = client(Duration.ofMillis(1));
  private static final WebClient PATIENT = client(Duration.ofSeconds(20));

  @TempDir private Path temporary;

  private ScriptedServer server;
  private Path folder;
  private Path target;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
    folder = temporary.resolve("cache");
    target = folder.resolve("model.pth");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static WebClient client(Duration silence) {
    return new WebClient(
        new WebSettings(
            WebSettings.Reach.OWN, Duration.ofSeconds(5), silence, Duration.ofMinutes(5)));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  private RemoteFile file(OptionalLong size) {
    return new RemoteFile(Optional.of(server.uri("/model.pth")), PAGE, size, Long.MAX_VALUE);
  }

  private RemoteFile file() {
    return file(OptionalLong.of(BYTES.length));
  }

  private void fetch(RemoteFile file) throws IOException {
    new FileDownloader(PATIENT, false).fetch(file, target, DownloadListener.NONE);
  }

  /** The line that a failure ends with: address, reason, way out. */
  private void assertRefused(String reason, RemoteFile file, FileDownloader downloader) {
    DownloadException e =
        assertThrows(
            DownloadException.class, () -> downloader.fetch(file, target, DownloadListener.NONE));
    String subject = file.address().map(URI::toString).orElse("model.pth");
    assertEquals(
        "%s: %s; download it from %s and put it into %s as model.pth"
            .formatted(subject, reason, PAGE, folder),
        e.getMessage());
    assertFalse(Files.exists(target));
  }

  private void assertRefused(String reason) {
    assertRefused(reason, file(), new FileDownloader(PATIENT, false));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fetchesOnce() throws IOException {
    server.serve(BYTES, "\"a\"");
    List<Long> told = new ArrayList<>();
    new FileDownloader(PATIENT, false)
        .fetch(
            file(),
            target,
            new DownloadListener() {
              @Override
              public void started(long already, long total) {
                told.add(already);
                told.add(total);
              }

              @Override
              public void advanced(long bytes) {
                told.add(bytes);
              }
            });
    assertArrayEquals(BYTES, Files.readAllBytes(target));
    assertEquals(List.of(".model.pth.lock", "model.pth"), left());
    assertEquals(List.of(0L, (long) BYTES.length), told.subList(0, 2));
    assertEquals(
        BYTES.length, told.subList(2, told.size()).stream().mapToLong(Long::longValue).sum());
    fetch(file());
    assertEquals(List.of("/model.pth"), server.requests());
  }

  @Test
  void followsRedirectsUpToALimit() throws IOException {
    server.answer(
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.equals("/there")) {
            ScriptedServer.send(exchange, 200, BYTES);
          } else {
            exchange.getResponseHeaders().set("Location", "/there");
            exchange.sendResponseHeaders(302, -1);
          }
        });
    fetch(file());
    assertArrayEquals(BYTES, Files.readAllBytes(target));
    Files.delete(target);
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(302, -1);
        });
    assertRefused("redirected too often, or from https to http (status 302)");
  }

  @Test
  void goesOnWhereATransferBrokeOff() throws IOException {
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"a\"");
          ScriptedServer.sendHalf(exchange, BYTES);
        });
    assertRefused(
        "the connection ended after 150000 of 300000 bytes; the next try goes on from there");
    assertEquals(List.of(".model.pth.lock", "model.pth.part", "model.pth.part.origin"), left());
    server.serve(BYTES, "\"a\"");
    fetch(file());
    assertArrayEquals(BYTES, Files.readAllBytes(target));
    assertEquals(List.of("/model.pth", "/model.pth bytes=150000-"), server.requests());
    assertEquals(List.of(".model.pth.lock", "model.pth"), left());
  }

  /** A part of another content, as long as the old one, would give a file of two halves. */
  @Test
  void startsOverWhenTheContentChanged() throws IOException {
    byte[] old = new byte[BYTES.length];
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"old\"");
          ScriptedServer.sendHalf(exchange, old);
        });
    assertThrows(DownloadException.class, () -> fetch(file()));
    server.serve(BYTES, "\"new\"");
    fetch(file());
    assertArrayEquals(BYTES, Files.readAllBytes(target));
  }

  @Test
  void startsOverWhenTheServerIgnoresOrMisreadsTheRange() throws IOException {
    for (String contentRange : List.of("", "bytes 0-299999/300000")) {
      server.answer(
          exchange -> {
            exchange.getResponseHeaders().set("Last-Modified", "Sat, 01 Jan 2022 00:00:00 GMT");
            ScriptedServer.sendHalf(exchange, BYTES);
          });
      assertThrows(DownloadException.class, () -> fetch(file()));
      server.answer(
          exchange -> {
            boolean ranged = exchange.getRequestHeaders().containsKey("Range");
            if (ranged && !contentRange.isEmpty()) {
              exchange.getResponseHeaders().set("Content-Range", contentRange);
              ScriptedServer.send(exchange, 206, BYTES);
            } else {
              ScriptedServer.send(exchange, 200, BYTES);
            }
          });
      fetch(file());
      assertArrayEquals(BYTES, Files.readAllBytes(target), contentRange);
      Files.delete(target);
    }
  }

  @Test
  void startsOverWhenTheRangeCannotBeSatisfied() throws IOException {
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"a\"");
          ScriptedServer.sendHalf(exchange, BYTES);
        });
    assertThrows(DownloadException.class, () -> fetch(file()));
    server.answer(
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            exchange.sendResponseHeaders(416, -1);
          } else {
            ScriptedServer.send(exchange, 200, BYTES);
          }
        });
    fetch(file());
    assertArrayEquals(BYTES, Files.readAllBytes(target));
  }

  @Test
  void withoutAStrongValidatorNothingIsContinued() throws IOException {
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "W/\"a\"");
          ScriptedServer.sendHalf(exchange, BYTES);
        });
    assertRefused("the connection ended after 150000 of 300000 bytes; the next try starts over");
    server.serve(BYTES, "W/\"a\"");
    fetch(file());
    assertEquals(List.of("/model.pth", "/model.pth"), server.requests());
    assertArrayEquals(BYTES, Files.readAllBytes(target));
  }

  @Test
  void failuresOfTheServerAreNamed() {
    for (int status : new int[] {403, 404, 503}) {
      server.answer(exchange -> ScriptedServer.send(exchange, status, new byte[10]));
      assertRefused("the server answered with status " + status);
    }
  }

  @Test
  void aWebPageIsNoFile() throws IOException {
    byte[] page =
        "\ufeff \n<!DOCTYPE html><title>Virus scan</title>".getBytes(StandardCharsets.UTF_8);
    RemoteFile unknown = file(OptionalLong.empty());
    for (String type : List.of("text/html; charset=utf-8", "application/octet-stream")) {
      server.answer(
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            ScriptedServer.send(exchange, 200, page);
          });
      assertRefused("expected a file, got a web page", unknown, new FileDownloader(PATIENT, false));
      assertEquals(List.of(".model.pth.lock"), left(), type);
    }
  }

  /** {@link SilentServerTest} has what is said when; here no more than that both are left. */
  @Test
  void aSilentServerIsLeft() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    FileDownloader hasty = new FileDownloader(HASTY, false);
    server.answer(
        exchange -> {
          ScriptedServer.sendHalf(exchange, BYTES);
          await(end);
        });
    assertSilence(() -> hasty.fetch(file(), target, DownloadListener.NONE));
    server.answer(exchange -> await(end));
    assertSilence(() -> hasty.fetch(file(), target, DownloadListener.NONE));
    end.countDown();
  }

  private static void assertSilence(Executable fetch) {
    String line = assertThrows(DownloadException.class, fetch).getMessage();
    assertTrue(line.contains("silent for 1 ms") || line.contains("no connection to"), line);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anotherSizeIsAnotherFile() throws IOException {
    server.serve(bytes(10), "\"a\"");
    assertRefused("expected 300000 bytes, got 10: another file");
    server.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked: the size shows at the end
          exchange.getResponseBody().write(new byte[20]);
        });
    assertRefused("expected 300000 bytes, got 20: another file");
    assertEquals(List.of(".model.pth.lock"), left());
  }

  @Test
  void withoutNetworkTheWayByHandIsNamed() {
    String host = server.uri("").getAuthority();
    server.close();
    assertRefused("no connection to " + host);
    assertRefused(
        "no network, or no host greenmim.invalid",
        new RemoteFile(
            Optional.of(URI.create("http://greenmim.invalid/a")),
            PAGE,
            OptionalLong.empty(),
            Long.MAX_VALUE),
        new FileDownloader(PATIENT, false));
    assertRefused(
        "the network is switched off (DJL_OFFLINE or ai.djl.offline)",
        file(),
        new FileDownloader(PATIENT, true));
    assertRefused(
        "it is offered on a web page for people only",
        new RemoteFile(Optional.empty(), PAGE, OptionalLong.empty(), Long.MAX_VALUE),
        new FileDownloader(PATIENT, false));
  }

  /** A server that sends without end does not fill the disk. */
  @Test
  void noMoreIsWrittenThanIsExpected() throws IOException {
    server.answer(exchange -> ScriptedServer.sendUntold(exchange, BYTES));
    assertRefused(
        "expected 100 bytes, got more: another file",
        file(OptionalLong.of(100)),
        new FileDownloader(PATIENT, false));
    RemoteFile limited =
        new RemoteFile(Optional.of(server.uri("/model.pth")), PAGE, OptionalLong.empty(), 100);
    assertRefused(
        "expected at most 100 bytes, got more", limited, new FileDownloader(PATIENT, false));
    server.serve(BYTES, "\"a\"");
    assertRefused(
        "expected at most 100 bytes, got " + BYTES.length + " bytes",
        limited,
        new FileDownloader(PATIENT, false));
    assertEquals(List.of(".model.pth.lock"), left());
  }

  @Test
  void aFullDiskIsNamedBeforeItIsFull() {
    server.serve(BYTES, "\"a\"");
    assertRefused(
        "expected 300000 free bytes in " + folder + ", found 1000",
        file(),
        new FileDownloader(PATIENT, false, where -> 1000));
  }

  @Test
  void whoComesSecondWaitsForTheFirst() throws Exception {
    server.serve(BYTES, "\"a\"");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> fetches = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        fetches.add(
            threads.submit(
                () -> {
                  fetch(file());
                  return null;
                }));
      }
      for (Future<?> fetch : fetches) {
        fetch.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(List.of("/model.pth"), server.requests());
    assertArrayEquals(BYTES, Files.readAllBytes(target));
  }
}
