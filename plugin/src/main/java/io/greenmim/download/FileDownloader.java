package io.greenmim.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Fetches files over HTTP.
 *
 * <p>A file appears under its name only when it is complete. A transfer that breaks off leaves its
 * bytes, and the next one asks the server for the rest, provided that it still has the same content
 * ({@code If-Range}, RFC 9110, section 13.1.5); else it starts over. Threads and processes that
 * want the same file wait for each other.
 */
public final class FileDownloader {

  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final WebClient client;
  private final boolean offline;
  private final FreeSpace space;

  /** Tells how much can be written. */
  @FunctionalInterface
  interface FreeSpace {

    /** Bytes that can be written into a folder. */
    long of(Path folder) throws IOException;
  }

  /**
   * Makes a downloader.
   *
   * @param client asks the servers
   * @param offline whether the network must not be used
   */
  public FileDownloader(WebClient client, boolean offline) {
    this(client, offline, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  FileDownloader(WebClient client, boolean offline, FreeSpace space) {
    this.client = client;
    this.offline = offline;
    this.space = space;
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
      if (offline) {
        throw refusal.because("the network is switched off (DJL_OFFLINE or ai.djl.offline)");
      }
      PartialFile part = new PartialFile(target);
      try (WebAnswer answer = ask(address, part)) {
        if (answer.status() != PARTIAL) {
          part.restart(address, answer);
        }
        Transfer transfer = new Transfer(file, part, refusal);
        transfer.begin(answer, space.of(part.path().toAbsolutePath().getParent()), listener);
        transfer.receive(answer.body(), listener);
      } catch (WebException e) {
        throw refusal.because(e);
      }
      part.finish();
    }
  }

  /** Asks for what is missing; where the server cannot go on, for everything. */
  private WebAnswer ask(URI address, PartialFile part) throws IOException {
    Optional<String> validator = part.validator(address);
    if (validator.isPresent()) {
      String range = "bytes=" + part.size() + "-";
      WebAnswer answer = client.get(address, Map.of("Range", range, "If-Range", validator.get()));
      boolean goesOn = answer.status() == PARTIAL && startsAt(answer, part.size());
      boolean refused = answer.status() == PARTIAL || answer.status() == RANGE_NOT_SATISFIABLE;
      if (goesOn || !refused) {
        return goesOn ? answer : answer.requireOk(address);
      }
      answer.close();
    }
    return client.get(address, Map.of()).requireOk(address);
  }

  private static boolean startsAt(WebAnswer answer, long position) {
    return answer
        .header("Content-Range")
        .map(range -> range.startsWith("bytes " + position + "-"))
        .orElse(false);
  }
}
