package io.greenmim.download;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A digest that somebody states for a file, and that nobody can find another file for.
 *
 * @param algorithm {@code SHA-256}, {@code SHA-384} or {@code SHA-512}
 * @param hex its lower-case hexadecimal digits
 */
public record FileDigest(String algorithm, String hex) {

  private static final Map<String, Integer> DIGITS =
      Map.of("SHA-256", 64, "SHA-384", 96, "SHA-512", 128);

  /**
   * Checks the digits.
   *
   * @throws IllegalArgumentException if the algorithm is another one, or has other digits
   */
  public FileDigest {
    if (!DIGITS.containsKey(algorithm)) {
      throw new IllegalArgumentException(
          "digest: expected SHA-256, SHA-384 or SHA-512, got another algorithm");
    }
    if (!hex.matches("[0-9a-f]{" + DIGITS.get(algorithm) + "}")) {
      throw new IllegalArgumentException(
          "digest: expected %s lower-case hexadecimal digits of %s, got others"
              .formatted(DIGITS.get(algorithm), algorithm));
    }
  }

  /**
   * Digests a file.
   *
   * @param algorithm one of those that are known
   * @param file the file
   * @param progress is told of every piece, in bytes
   * @return its digest
   * @throws IOException if the file cannot be read
   */
  public static FileDigest of(String algorithm, Path file, LongConsumer progress)
      throws IOException {
    MessageDigest digest = digest(algorithm);
    Sha1.feed(file, progress, digest);
    return new FileDigest(algorithm, Sha1.hex(digest));
  }

  /**
   * Checks a file, and digests it by SHA-1 too, in one pass.
   *
   * @param file the file
   * @param progress is told of every piece, in bytes
   * @return its SHA-1, 40 lower-case hexadecimal digits
   * @throws IOException if the file cannot be read or has another digest
   */
  public String check(Path file, LongConsumer progress) throws IOException {
    MessageDigest own = digest(algorithm);
    MessageDigest sha1 = Sha1.digest();
    Sha1.feed(file, progress, own, sha1);
    String got = Sha1.hex(own);
    if (!got.equals(hex)) {
      throw new IOException(
          "%s: expected the stated %s %s, got %s".formatted(file, algorithm, hex, got));
    }
    return Sha1.hex(sha1);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("digest: this Java has no " + algorithm, e);
    }
  }
}
