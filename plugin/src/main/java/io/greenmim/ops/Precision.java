package io.greenmim.ops;

/** The numbers that a forward and backward pass computes with; parameters are float32 always. */
public enum Precision {
  /** Float32, operation by operation: the reference for the other two. */
  REFERENCE,
  /** Float32, a whole half-block of a transformer in one call of the engine. */
  FP32,
  /**
   * Matrix products and what lies between them in bfloat16; normalisation, residual connections and
   * loss in float32.
   */
  BF16
}
