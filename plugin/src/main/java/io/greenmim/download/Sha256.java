package io.greenmim.download;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

/** The digest that authors state for the files that they publish. */
public final class Sha256 {

  private Sha256() {}

  /**
   * Digests a file.
   *
   * @param file the file
   * @param progress is told of every piece, in bytes
   * @return 64 lower-case hexadecimal digits
   * @throws IOException if the file cannot be read
   */
  public static String of(Path file, LongConsumer progress) throws IOException {
    try {
      return Sha1.of(MessageDigest.getInstance("SHA-256"), file, progress);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
