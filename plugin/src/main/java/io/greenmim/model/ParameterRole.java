package io.greenmim.model;

import ai.djl.nn.Parameter;

/**
 * Where a parameter is used, and what it is.
 *
 * @param stage index of the stage that uses it, from 0; that of the last stage for what follows it
 * @param layer its layer for layer-wise learning rate decay: 0 for the embedding of images, k + 1
 *     for block k over all stages, the last one for what stands on the encoder; for what lies
 *     between or behind blocks that of the block to which the family's published code counts it
 * @param kind what it is
 */
public record ParameterRole(int stage, int layer, ParameterKind kind) {

  /**
   * Returns the role of a parameter that stands on an encoder, such as a head's.
   *
   * @param encoder the encoder
   * @param kind what the parameter is
   * @return last stage, last layer
   */
  public static ParameterRole on(Encoder encoder, ParameterKind kind) {
    return new ParameterRole(encoder.config().stages() - 1, encoder.layerCount() - 1, kind);
  }

  /**
   * Returns the role of a parameter that stands on an encoder, of the kind that its type tells.
   *
   * @param encoder the encoder
   * @param parameter the parameter
   * @return last stage, last layer
   */
  public static ParameterRole on(Encoder encoder, Parameter parameter) {
    return on(encoder, ParameterKind.of(parameter));
  }
}
