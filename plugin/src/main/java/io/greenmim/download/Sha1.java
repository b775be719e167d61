package io.greenmim.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** The digest by which files are told apart; DJL's metadata carry it too. */
public final class Sha1 {

  private static final int BUFFER = 1 << 16;

  private Sha1() {}

  /**
   * Starts a digest.
   *
   * @return an empty digest
   */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }

  /**
   * Ends a digest.
   *
   * @param digest the digest; empty afterwards
   * @return 40 lower-case hexadecimal digits
   */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Digests a file.
   *
   * @param file the file
   * @param progress is told of every piece, in bytes
   * @return 40 lower-case hexadecimal digits
   * @throws IOException if the file cannot be read
   */
  public static String of(Path file, LongConsumer progress) throws IOException {
    MessageDigest digest = digest();
    feed(file, progress, digest);
    return hex(digest);
  }

  /** Feeds a file to digests, in one pass. */
  static void feed(Path file, LongConsumer progress, MessageDigest... digests) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (MessageDigest digest : digests) {
          digest.update(buffer, 0, n);
        }
        progress.accept(n);
      }
    }
  }
}
