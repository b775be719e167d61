package io.greenmim.search;

import ai.djl.Model;
import io.greenmim.translate.EvalTransform;
import io.greenmim.weights.StateDict;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * What made the vectors of an index. Vectors can be compared if the digests are equal.
 *
 * @param model what the model is called: a folder, an id of the zoo or an address
 * @param imageSize what images are cut to, such as {@code 224x224}
 * @param digest SHA-256 of the weights and of how images are prepared, 64 hexadecimal digits
 * @param texts whether texts have vectors among those of images; those stay as they are then, and
 *     are otherwise taken from the mean of all
 */
public record VectorSpace(String model, String imageSize, String digest, boolean texts) {

  private static final int SHOWN_DIGITS = 12;

  /** Checks that nothing is missing. */
  public VectorSpace {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(imageSize, "imageSize");
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * Describes the vectors of a model.
   *
   * @param name what the model is called
   * @param model the model, with its weights; loaded for images or for sentences
   * @return the space of its vectors
   * @throws IllegalArgumentException if the model does not tell how it wants its images
   */
  public static VectorSpace of(String name, Model model) {
    EvalTransform transform = EvalTransform.of(model, Map.of());
    MessageDigest digest = sha256();
    StateDict.of(model.getBlock()).addTo(digest);
    digest.update(transform.toString().getBytes(StandardCharsets.UTF_8));
    String sentences = model.getProperty(GreenMimBlockFactory.SENTENCES);
    if (sentences != null) {
      digest.update(sentences.getBytes(StandardCharsets.UTF_8));
    }
    return new VectorSpace(
        name,
        transform.imageSize().toString(),
        HexFormat.of().formatHex(digest.digest()),
        sentences != null);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** {@return the model, the size and the first digits of the digest, for a message} */
  public String text() {
    String digits = digest.substring(0, Math.min(SHOWN_DIGITS, digest.length()));
    return "%s at %s pixels (%s)".formatted(model, imageSize, digits);
  }
}
