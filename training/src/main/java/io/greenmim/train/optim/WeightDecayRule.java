package io.greenmim.train.optim;

import io.greenmim.model.ParameterKind;
import java.util.Set;

/** Which parameters decay, as the published code of each method has it. */
public enum WeightDecayRule {
  /** Matrices and kernels; not biases, normalisation weights, position bias tables or tokens. */
  GREENMIM(ParameterKind.MATRIX, ParameterKind.POSITION_KERNEL),
  /** The same, and position bias tables: whatever has several sides, but for the mask token. */
  SIMMIM(ParameterKind.MATRIX, ParameterKind.POSITION_KERNEL, ParameterKind.TABLE),
  /** Whatever has several sides: gains and offsets of responses too, and the mask token. */
  FCMAE(
      ParameterKind.MATRIX,
      ParameterKind.POSITION_KERNEL,
      ParameterKind.RESPONSE,
      ParameterKind.TOKEN),
  /** Matrices and kernels, but for those that encode positions: how classifiers are fine-tuned. */
  FINE_TUNING(ParameterKind.MATRIX),
  /** Matrices, kernels and biases of detectors. */
  DETECTION(ParameterKind.MATRIX, ParameterKind.POSITION_KERNEL, ParameterKind.BIAS);

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of, which nobody can change
  private final Set<ParameterKind> kinds;

  WeightDecayRule(ParameterKind... kinds) {
    this.kinds = Set.of(kinds);
  }

  /**
   * Tells whether a parameter decays.
   *
   * @param kind what it is
   * @return whether weight decay applies
   */
  public boolean decays(ParameterKind kind) {
    return kinds.contains(kind);
  }
}
