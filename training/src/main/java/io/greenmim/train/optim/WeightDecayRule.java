package io.greenmim.train.optim;

import io.greenmim.model.ParameterKind;
import java.util.EnumSet;
import java.util.Set;

/** Which parameters decay, as the published code of each method has it. */
public enum WeightDecayRule {
  /** Matrices and kernels; not biases, normalisation weights, position bias tables or tokens. */
  GREENMIM(EnumSet.of(ParameterKind.MATRIX)),
  /** The same, and position bias tables: whatever has several sides, but for the mask token. */
  SIMMIM(EnumSet.of(ParameterKind.MATRIX, ParameterKind.TABLE)),
  /** Matrices, kernels and biases of detectors. */
  DETECTION(EnumSet.of(ParameterKind.MATRIX, ParameterKind.BIAS));

  private final Set<ParameterKind> decaying;

  WeightDecayRule(Set<ParameterKind> decaying) {
    this.decaying = decaying;
  }

  /**
   * Tells whether a parameter decays.
   *
   * @param kind what it is
   * @return whether weight decay applies
   */
  public boolean decays(ParameterKind kind) {
    return decaying.contains(kind);
  }
}
