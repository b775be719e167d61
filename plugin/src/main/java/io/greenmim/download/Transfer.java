package io.greenmim.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Writes what a server sends into a partial file, and refuses what is not the file. */
final class Transfer {

  private static final int BUFFER = 1 << 16;
  private static final int SNIFFED = 64;

  private final RemoteFile file;
  private final PartialFile part;
  private final Refusal refusal;
  private long received;
  private long total;

  Transfer(RemoteFile file, PartialFile part, Refusal refusal) {
    this.file = file;
    this.part = part;
    this.refusal = refusal;
  }

  /** Checks what the server says of the file before anything is written. */
  void begin(WebAnswer answer, long free, DownloadListener listener) throws IOException {
    received = part.size();
    total = answer.length() < 0 ? -1 : received + answer.length();
    String type = answer.header("Content-Type").orElse("");
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
          "expected %s free bytes in %s, found %s",
          total - received, part.path().toAbsolutePath().getParent(), free);
    }
    listener.started(received, total);
  }

  /** Writes the body; what came stays when the transfer breaks off. */
  void receive(InputStream body, DownloadListener listener) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (FileChannel out = part.append()) {
      for (int n = next(body, buffer); n >= 0; n = next(body, buffer)) {
        if (received == 0 && looksLikeHtml(buffer, n)) {
          throw pageInstead();
        }
        received += n;
        if (received > file.bytes().orElse(file.most())) {
          throw file.bytes().isPresent() ? otherSize("more") : tooLarge("more");
        }
        write(out, ByteBuffer.wrap(buffer, 0, n));
        listener.advanced(n);
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

  private int next(InputStream body, byte[] buffer) throws IOException {
    try {
      return body.read(buffer);
    } catch (WebException e) {
      DownloadException failure = brokeOff(e.reason());
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
      DownloadException failure =
          refusal.because("cannot write %s (%s)", path, WebClient.firstLine(e));
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private DownloadException brokeOff(String how) {
    return refusal.because(
        "%s after %s of %s bytes; the next try %s",
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
        "expected %s bytes, got %s: another file", file.bytes().getAsLong(), got);
  }

  private DownloadException tooLarge(String got) throws IOException {
    part.delete();
    return refusal.because("expected at most %s bytes, got %s", file.most(), got);
  }

  /** Drives answer with pages that are declared as data. */
  private static boolean looksLikeHtml(byte[] bytes, int count) {
    String text =
        new String(bytes, 0, Math.min(SNIFFED, count), StandardCharsets.ISO_8859_1)
            .replace("\u00ef\u00bb\u00bf", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    return text.startsWith("<!doctype html")
        || text.startsWith("<html")
        || text.startsWith("<head");
  }
}
