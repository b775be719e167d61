package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import io.greenmim.ops.Numbers;
import java.util.function.Supplier;

/**
 * All patches, where a token stands for the hidden ones (Xie et al., 2021, arXiv 2111.09886,
 * section 3.1): an embedding e becomes {@code e (1 - h) + token h}.
 *
 * @param images normalised images, (B, c, H, W), float32
 * @param token the token, (1, 1, C)
 * @param hidden gives h, 1 for each hidden patch of the embedding and 0 for the others, row-major,
 *     (n, 1 or B, 1), float32; asked by the first stage
 */
public record MaskTokens(NDArray images, NDArray token, Supplier<NDArray> hidden)
    implements EncoderInput {

  /**
   * Puts the token into embedded patches.
   *
   * @param embedded embedded patches, (n, B, C)
   * @return the same, the hidden ones replaced, (n, B, C)
   */
  public NDArray replace(NDArray embedded) {
    NDArray ones = hidden.get();
    return embedded.mul(Numbers.add(ones.neg(), 1f)).add(token.mul(ones));
  }
}
