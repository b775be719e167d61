package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Layer normalisation over the last axis (Ba et al., 2016, arXiv 1607.06450, equation 4).
 *
 * <p>Float32; works on the device of its input. Unlike DJL's block the parameters are called {@code
 * weight} and {@code bias}, as in the published state dicts.
 *
 * @shape input and output (..., C); weight and bias (C)
 */
public final class LayerNorm extends ArrayBlock {

  private final Shape normalised;
  private final double eps;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes the normalisation.
   *
   * @param channels length C of the last axis
   * @param eps constant added to the variance
   */
  public LayerNorm(int channels, double eps) {
    normalised = new Shape(channels);
    this.eps = eps;
    weight = parameter("weight", Parameter.Type.GAMMA, normalised);
    bias = parameter("bias", Parameter.Type.BETA, normalised);
  }

  /**
   * Normalises.
   *
   * @param store the parameter store
   * @param x input, (..., C)
   * @param training whether this is a training pass
   * @return output, (..., C)
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    NDArray w = value(store, weight, x, training);
    NDArray b = value(store, bias, x, training);
    return ai.djl.nn.norm.LayerNorm.layerNorm(x, normalised, w, b, (float) eps).singletonOrThrow();
  }

  /** {@return the constant added to the variance} */
  public double eps() {
    return eps;
  }

  /**
   * Returns the weight on the device of an array.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the weight, (C)
   */
  public NDArray weight(ParameterStore store, NDArray like, boolean training) {
    return value(store, weight, like, training);
  }

  /**
   * Returns the bias on the device of an array.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the bias, (C)
   */
  public NDArray bias(ParameterStore store, NDArray like, boolean training) {
    return value(store, bias, like, training);
  }
}
