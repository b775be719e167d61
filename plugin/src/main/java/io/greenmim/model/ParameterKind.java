package io.greenmim.model;

import ai.djl.nn.Parameter;

/** What a parameter is for the rules of optimisers. */
public enum ParameterKind {
  /** Weight of a linear map or a convolution. */
  MATRIX,
  /** Bias of a linear map or a convolution. */
  BIAS,
  /** Weight or bias of a normalisation. */
  NORM,
  /** Table of positions, such as that of relative position biases. */
  TABLE,
  /** Kernel of a convolution that encodes positions; supervised recipes do not let it decay. */
  POSITION_KERNEL,
  /**
   * A token that stands for something absent; of the published rules that of FCMAE alone lets it
   * decay.
   */
  TOKEN,
  /**
   * Gain or offset of a response normalisation; decays in the published pre-training, not in the
   * supervised recipes.
   */
  RESPONSE,
  /** Whatever must not decay under any rule. */
  UNDECAYED;

  /**
   * Tells the kind of a parameter from its DJL type.
   *
   * @param parameter the parameter
   * @return the kind; {@link #TABLE} for a parameter that is neither weight nor bias
   */
  public static ParameterKind of(Parameter parameter) {
    return switch (parameter.getType()) {
      case WEIGHT -> MATRIX;
      case BIAS -> BIAS;
      case GAMMA, BETA -> NORM;
      default -> TABLE;
    };
  }
}
