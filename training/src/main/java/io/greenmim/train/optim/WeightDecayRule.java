package io.greenmim.train.optim;

import io.greenmim.model.ParameterKind;

/** Which parameters decay, as the published code of each method has it. */
public enum WeightDecayRule {
  /** Matrices and kernels; not biases, normalisation weights, position bias tables or tokens. */
  GREENMIM(ParameterKind.MATRIX),
  /** The same, and position bias tables: whatever has several sides, but for the mask token. */
  SIMMIM(ParameterKind.TABLE),
  /** Matrices, kernels and biases of detectors. */
  DETECTION(ParameterKind.BIAS);

  /** What decays beside matrices. */
  private final ParameterKind also;

  WeightDecayRule(ParameterKind also) {
    this.also = also;
  }

  /**
   * Tells whether a parameter decays.
   *
   * @param kind what it is
   * @return whether weight decay applies
   */
  public boolean decays(ParameterKind kind) {
    return kind == ParameterKind.MATRIX || kind == also;
  }
}
