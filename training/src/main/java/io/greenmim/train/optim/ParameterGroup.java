package io.greenmim.train.optim;

import ai.djl.nn.Parameter;

/**
 * How parameters of a kind move.
 *
 * @param rateScale factor of the learning rate, positive
 * @param decays whether weight decay applies
 */
public record ParameterGroup(double rateScale, boolean decays) {

  /** Says which group a parameter is in. */
  @FunctionalInterface
  public interface Rule {

    /**
     * Returns the group of a parameter.
     *
     * @param name its name in the model's state dict
     * @param parameter the parameter
     * @return its group
     */
    ParameterGroup of(String name, Parameter parameter);
  }
}
