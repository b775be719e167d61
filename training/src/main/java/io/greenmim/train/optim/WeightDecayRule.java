package io.greenmim.train.optim;

import ai.djl.nn.Parameter;

/**
 * Which parameters decay: matrices and kernels; not biases, normalisation weights, position bias
 * tables or tokens (published pre-training code of GreenMIM and SimMIM).
 */
public final class WeightDecayRule {

  private WeightDecayRule() {}

  /**
   * Tells whether a parameter decays.
   *
   * @param parameter the parameter
   * @return true for the weights of linear maps and convolutions
   */
  public static boolean decays(Parameter parameter) {
    return parameter.getType() == Parameter.Type.WEIGHT;
  }
}
