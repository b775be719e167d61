package io.greenmim.train.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.EngineMemory;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A linear classifier of features behind a batch normalisation without weights of its own, as
 * linear probes of masked autoencoders have it (He et al., 2022, arXiv 2111.06377, appendix A.1):
 * features of different encoders have different scales, which no learning rate would fit.
 *
 * <p>Training normalises by the batch, by its biased variance; logits by running statistics, by the
 * unbiased one. The gradient of softmax and cross entropy is written out, so nothing is recorded.
 *
 * <p>Float32 on the device of its manager, which owns it. For one thread.
 *
 * @shape features (n, C); logits (n, K)
 */
public final class ProbeHead {

  private static final float EPS = 1e-6f;
  private static final float MOMENTUM = 0.1f;

  /** Deviation of the first weights. */
  private static final double FIRST_WEIGHTS = 0.01;

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final NDArray weight;
  private final NDArray bias;
  private final NDArray mean;
  private final NDArray variance;

  /**
   * Makes a head of given weights and the statistics of nothing.
   *
   * @param manager owns the statistics
   * @param weight weight, (K, C), which this head changes
   * @param bias bias, (K), likewise
   */
  public ProbeHead(NDManager manager, NDArray weight, NDArray bias) {
    this.weight = weight;
    this.bias = bias;
    long channels = weight.getShape().get(1);
    mean = manager.zeros(new Shape(channels));
    variance = manager.ones(new Shape(channels));
    parameters.put("weight", parameter("weight", Parameter.Type.WEIGHT, weight));
    parameters.put("bias", parameter("bias", Parameter.Type.BIAS, bias));
  }

  private static Parameter parameter(String name, Parameter.Type type, NDArray value) {
    Parameter parameter = Parameter.builder().setName(name).setType(type).build();
    parameter.setArray(value);
    return parameter;
  }

  /**
   * Draws a head: weights of a deviation of 0.01, no bias.
   *
   * @param manager owns the head
   * @param channels numbers of a feature, C
   * @param classes number of classes, K
   * @param seed seed of the weights
   * @return the head
   */
  static ProbeHead drawn(NDManager manager, int channels, int classes, long seed) {
    Random random = new Random(seed);
    float[] values = new float[Math.multiplyExact(classes, channels)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (FIRST_WEIGHTS * random.nextGaussian());
    }
    NDArray weight = EngineMemory.own(manager.create(values, new Shape(classes, channels)));
    return new ProbeHead(manager, weight, manager.zeros(new Shape(classes)));
  }

  /** {@return weight and bias, for an optimiser} */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * Takes a step.
   *
   * @shape features (n, C); labels (n); result a scalar
   * @param features features of at least two images
   * @param labels their classes, int32
   * @param optimiser moves the parameters by their gradients
   * @return mean cross entropy before the step, of the scope around
   */
  public NDArray step(
      NDArray features, NDArray labels, Consumer<Function<Parameter, NDArray>> optimiser) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      long count = features.getShape().get(0);
      NDArray centre = features.mean(new int[] {0});
      NDArray offset = features.sub(centre);
      NDArray spread = offset.square().mean(new int[] {0});
      follow(mean, centre);
      follow(variance, spread.mul((float) count / (count - 1)));
      NDArray normalised = offset.div(spread.add(EPS).sqrt());
      NDArray logits = normalised.matMul(weight.transpose()).add(bias);
      NDArray wanted = labels.oneHot(Math.toIntExact(weight.getShape().get(0)));
      NDArray loss = crossEntropy(logits, wanted);
      NDArray change = logits.softmax(1).sub(wanted).div((float) count);
      Map<String, NDArray> gradients =
          Map.of(
              "weight", change.transpose().matMul(normalised), "bias", change.sum(new int[] {0}));
      optimiser.accept(parameter -> gradients.get(parameter.getName()));
      return scope.keep(loss);
    }
  }

  private static void follow(NDArray running, NDArray value) {
    running.muli(1 - MOMENTUM).addi(value.mul(MOMENTUM));
  }

  private static NDArray crossEntropy(NDArray logits, NDArray wanted) {
    return logits.logSoftmax(1).mul(wanted).sum(new int[] {1}).mean().neg();
  }

  /**
   * Computes the logits of features.
   *
   * @shape features (n, C); result (n, K)
   * @param features the features
   * @return their logits, of the scope around
   */
  public NDArray logits(NDArray features) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDArray normalised = features.sub(mean).div(variance.add(EPS).sqrt());
      return scope.keep(normalised.matMul(weight.transpose()).add(bias));
    }
  }

  /** {@return the running mean, (C)} */
  public NDArray mean() {
    return mean;
  }

  /** {@return the running variance, (C)} */
  public NDArray variance() {
    return variance;
  }

  /**
   * Folds the normalisation into the linear map, as a classifier has it.
   *
   * @shape weight (K, C), bias (K)
   * @return {@code weight} and {@code bias}, which give the same logits of features as they are
   */
  Map<String, StoredTensor> folded() {
    int classes = Math.toIntExact(weight.getShape().get(0));
    int channels = Math.toIntExact(weight.getShape().get(1));
    float[] weights = weight.toFloatArray();
    float[] biases = bias.toFloatArray();
    float[] means = mean.toFloatArray();
    float[] variances = variance.toFloatArray();
    for (int k = 0; k < classes; k++) {
      double moved = biases[k];
      for (int c = 0; c < channels; c++) {
        double scaled = weights[k * channels + c] / Math.sqrt(variances[c] + (double) EPS);
        weights[k * channels + c] = (float) scaled;
        moved -= scaled * means[c];
      }
      biases[k] = (float) moved;
    }
    Map<String, StoredTensor> folded = new LinkedHashMap<>();
    folded.put("weight", MemoryTensor.of(weights, List.of((long) classes, (long) channels)));
    folded.put("bias", MemoryTensor.of(biases, List.of((long) classes)));
    return folded;
  }
}
