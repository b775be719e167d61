package io.greenmim.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches files over HTTP.
 *
 * <p>A file appears under its name only when it is complete. A transfer that breaks off leaves its
 * bytes, and the next one asks the server for the rest, provided that it still has the same content
 * ({@code If-Range}, RFC 9110, section 13.1.5); else it starts over. At most five redirects are
 * followed, none from https to http. Threads and processes that want the same file wait for each
 * other.
 */
public final class FileDownloader {

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int REDIRECTS = 300;
  private static final int REDIRECTS_END = 400;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final DownloadSettings settings;
  private final FreeSpace space;
  private final HttpClient client;

  /** Tells how much can be written. */
  @FunctionalInterface
  interface FreeSpace {

    /** Bytes that can be written into a folder. */
    long of(Path folder) throws IOException;
  }

  /**
   * Makes a downloader.
   *
   * @param settings how to fetch
   */
  public FileDownloader(DownloadSettings settings) {
    this(settings, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  FileDownloader(DownloadSettings settings, FreeSpace space) {
    this.settings = settings;
    this.space = space;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Fetches a file, unless it is there already.
   *
   * @param file the file
   * @param target where it is put; its folder is made if need be
   * @param listener is told of the progress
   * @throws DownloadException if the file cannot be fetched, or what came is not the file; the line
   *     names the page to download it from, and the folder and name to put it under
   * @throws IOException if the target's folder cannot be written
   */
  public void fetch(RemoteFile file, Path target, DownloadListener listener) throws IOException {
    try (FileGuard guard = FileGuard.of(target)) {
      if (Files.exists(target)) {
        return;
      }
      Refusal refusal = new Refusal(file, target);
      URI address =
          file.address()
              .orElseThrow(() -> refusal.because("it is offered on a web page for people only"));
      if (settings.offline()) {
        throw refusal.because("the network is switched off (DJL_OFFLINE or ai.djl.offline)");
      }
      PartialFile part = new PartialFile(target);
      Answer answer = ask(address, part, refusal);
      try (TimedBody body = answer.body()) {
        Transfer transfer = new Transfer(file, part, refusal, settings);
        transfer.begin(answer, space.of(part.path().toAbsolutePath().getParent()), listener);
        transfer.receive(body, listener);
      }
      part.finish();
    }
  }

  /**
   * What a server sends.
   *
   * @param headers its headers
   * @param body its body, which must be closed
   * @param start position of the first byte in the file
   */
  record Answer(HttpHeaders headers, TimedBody body, long start) {

    /** Bytes of the whole file, or -1. */
    long total() {
      long length = headers.firstValueAsLong("Content-Length").orElse(-1);
      return length < 0 ? -1 : start + length;
    }
  }

  /** Asks for what is missing; where the server cannot go on, for everything. */
  private Answer ask(URI address, PartialFile part, Refusal refusal) throws IOException {
    Optional<String> validator = part.validator(address);
    if (validator.isPresent()) {
      long size = part.size();
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          send(
              request(address)
                  .header("Range", "bytes=" + size + "-")
                  .header("If-Range", validator.get())
                  .build(),
              refusal);
      TimedBody body = TimedBody.of(response.body(), settings.readTimeout());
      if (response.statusCode() == PARTIAL && startsAt(response, size)) {
        return new Answer(response.headers(), body, size);
      }
      if (response.statusCode() != PARTIAL && response.statusCode() != RANGE_NOT_SATISFIABLE) {
        return whole(address, part, refusal, response, body);
      }
      body.close();
    }
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
        send(request(address).build(), refusal);
    TimedBody body = TimedBody.of(response.body(), settings.readTimeout());
    return whole(address, part, refusal, response, body);
  }

  private static Answer whole(
      URI address, PartialFile part, Refusal refusal, HttpResponse<?> response, TimedBody body)
      throws IOException {
    int status = response.statusCode();
    if (status != OK) {
      body.close();
      throw status >= REDIRECTS && status < REDIRECTS_END
          ? refusal.because("redirected too often, or from https to http (status %d)", status)
          : refusal.because("the server answered with status %d", status);
    }
    part.restart(address, response.headers());
    return new Answer(response.headers(), body, 0);
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address).header("User-Agent", "greenmim");
  }

  private static boolean startsAt(HttpResponse<?> response, long position) {
    return response
        .headers()
        .firstValue("Content-Range")
        .map(range -> range.startsWith("bytes " + position + "-"))
        .orElse(false);
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request, Refusal refusal)
      throws IOException {
    // Not the request's own timeout: it may run out while the first bytes of the body come, and
    // then
    // looks like a connection that the server ended.
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
        client.sendAsync(request, BodyHandlers.ofPublisher());
    try {
      return answer.get(settings.readTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while fetching " + request.uri());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw refusal.because(new HttpTimeoutException("no answer within the time"), settings);
    } catch (ExecutionException e) {
      throw refusal.because(e.getCause(), settings);
    }
  }
}
