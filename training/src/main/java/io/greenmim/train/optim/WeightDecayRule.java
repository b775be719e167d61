package io.greenmim.train.optim;

import ai.djl.nn.Parameter;

/** Which parameters decay in pre-training, as the published code of each method has it. */
public enum WeightDecayRule {
  /** Matrices and kernels; not biases, normalisation weights, position bias tables or tokens. */
  GREENMIM,
  /** The same, and position bias tables: whatever has several sides, but for the mask token. */
  SIMMIM;

  private static final String TOKEN = "mask_token";

  /**
   * Tells whether a parameter decays.
   *
   * @param name its name in the model's state dict
   * @param parameter the parameter
   * @return whether weight decay applies
   */
  public boolean decays(String name, Parameter parameter) {
    return this == GREENMIM
        ? parameter.getType() == Parameter.Type.WEIGHT
        : parameter.getShape().dimension() > 1 && !name.endsWith(TOKEN);
  }
}
