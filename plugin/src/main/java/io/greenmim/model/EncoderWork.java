package io.greenmim.model;

import ai.djl.nn.Parameter;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Operations of a forward pass of an encoder on one image, multiplications and additions counted
 * apart.
 *
 * @param embedding those of the patch embedding
 * @param linear those of the linear maps inside blocks
 * @param merging those of the maps between stages
 * @param attention those of the products of queries, keys and values
 * @param padding those of pairs that a padding slot takes part in, not counted elsewhere
 */
public record EncoderWork(
    double embedding, double linear, double merging, double attention, double padding) {

  /**
   * Counts matrices, each applied to every token of its stage.
   *
   * @param encoder the encoder
   * @param tokens number of tokens of each stage
   * @return the operations
   */
  public static EncoderWork ofMatrices(Encoder encoder, IntToLongFunction tokens) {
    double embedding = 0;
    double linear = 0;
    for (Map.Entry<String, Parameter> entry : encoder.parameters().entrySet()) {
      ParameterRole role = encoder.role(entry.getKey());
      if (role.kind() == ParameterKind.MATRIX) {
        double work = 2.0 * tokens.applyAsLong(role.stage()) * entry.getValue().getShape().size();
        embedding += role.layer() == 0 ? work : 0;
        linear += role.layer() == 0 ? 0 : work;
      }
    }
    return new EncoderWork(embedding, linear, 0, 0, 0);
  }
}
