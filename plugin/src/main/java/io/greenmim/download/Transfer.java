package io.greenmim.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Writes what a server sends into a partial file, and refuses what is not the file. */
final class Transfer {

  private static final int SNIFFED = 64;

  private final RemoteFile file;
  private final PartialFile part;
  private final Refusal refusal;
  private final DownloadSettings settings;
  private long received;
  private long total;

  Transfer(RemoteFile file, PartialFile part, Refusal refusal, DownloadSettings settings) {
    this.file = file;
    this.part = part;
    this.refusal = refusal;
    this.settings = settings;
  }

  /** Checks what the server says of the file before anything is written. */
  void begin(FileDownloader.Answer answer, long free, DownloadListener listener)
      throws IOException {
    received = answer.start();
    total = answer.total();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
      throw pageInstead();
    }
    if (total >= 0 && file.bytes().isPresent() && total != file.bytes().getAsLong()) {
      throw otherSize(Long.toString(total));
    }
    if (total > file.most()) {
      throw tooLarge(total + " bytes");
    }
    if (total >= 0 && total - received > free) {
      if (received == 0) {
        part.delete();
      }
      throw refusal.because(
          "expected %d free bytes in %s, found %d",
          total - received, part.path().toAbsolutePath().getParent(), free);
    }
    listener.started(received, total);
  }

  /** Writes the body; what came stays when the transfer breaks off. */
  void receive(TimedBody body, DownloadListener listener) throws IOException {
    try (FileChannel out = part.append()) {
      for (ByteBuffer piece = next(body); piece != null; piece = next(body)) {
        if (received == 0 && looksLikeHtml(piece)) {
          throw pageInstead();
        }
        int bytes = piece.remaining();
        received += bytes;
        if (received > file.bytes().orElse(file.most())) {
          throw file.bytes().isPresent() ? otherSize("more") : tooLarge("more");
        }
        write(out, piece);
        listener.advanced(bytes);
      }
      out.force(true);
    }
    if (total >= 0 && received != total) {
      throw brokeOff("the connection ended");
    }
    if (file.bytes().isPresent() && received != file.bytes().getAsLong()) {
      throw otherSize(Long.toString(received));
    }
  }

  private ByteBuffer next(TimedBody body) throws IOException {
    try {
      return body.next();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (HttpTimeoutException e) {
      throw brokeOff("the server was silent for " + settings.readTimeout().toMillis() + " ms");
    } catch (IOException e) {
      DownloadException failure = brokeOff("the connection ended");
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private void write(FileChannel out, ByteBuffer piece) throws IOException {
    Path path = part.path();
    try {
      while (piece.hasRemaining()) {
        out.write(piece);
      }
    } catch (IOException e) {
      DownloadException failure = refusal.because("cannot write %s (%s)", path, Refusal.text(e));
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private DownloadException brokeOff(String how) {
    return refusal.because(
        "%s after %d of %s bytes; the next try %s",
        how,
        received,
        total < 0 ? "an unknown number of" : Long.toString(total),
        part.resumable() ? "goes on from there" : "starts over");
  }

  private DownloadException pageInstead() throws IOException {
    part.delete();
    return refusal.because("expected a file, got a web page");
  }

  private DownloadException otherSize(String got) throws IOException {
    part.delete();
    return refusal.because(
        "expected %d bytes, got %s: another file", file.bytes().getAsLong(), got);
  }

  private DownloadException tooLarge(String got) throws IOException {
    part.delete();
    return refusal.because("expected at most %d bytes, got %s", file.most(), got);
  }

  /** Drives answer with pages that are declared as data. */
  private static boolean looksLikeHtml(ByteBuffer piece) {
    byte[] head = new byte[Math.min(SNIFFED, piece.remaining())];
    piece.duplicate().get(head);
    String text =
        new String(head, StandardCharsets.ISO_8859_1)
            .replace("\u00ef\u00bb\u00bf", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    return text.startsWith("<!doctype html")
        || text.startsWith("<html")
        || text.startsWith("<head");
  }
}
