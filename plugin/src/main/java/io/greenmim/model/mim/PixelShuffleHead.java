package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Patches;
import io.greenmim.ops.Precision;

/**
 * SimMIM's prediction head: a 1 x 1 convolution and a pixel shuffle (Xie et al., 2021, section
 * 3.3).
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input tokens (gh, gw, B, C); output (B, c, gh x r, gw x r); weight (c x r x r, C, 1, 1);
 *     bias (c x r x r)
 */
final class PixelShuffleHead extends ParameterBlock {

  private final int stride;
  private final int channels;
  private final int latentDim;
  private final Parameter weight;
  private final Parameter bias;

  PixelShuffleHead(int latentDim, int channels, int stride) {
    this.stride = stride;
    this.channels = channels;
    this.latentDim = latentDim;
    int out = channels * stride * stride;
    Shape kernel = new Shape(out, latentDim, 1, 1);
    InitialValues initial = InitialValues.convolution(kernel);
    weight = parameter("weight", Parameter.Type.WEIGHT, kernel, initial);
    bias = parameter("bias", Parameter.Type.BIAS, new Shape(out), initial);
  }

  /** Predicts images from tokens, (gh x gw, B, C) -> (B, c, gh x r, gw x r). */
  NDArray forward(ParameterStore store, NDArray tokens, int gridHeight, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray kernel = value(store, weight, tokens, training).reshape(-1, latentDim);
      NDArray b = value(store, bias, tokens, training);
      NDArray patches = product(PassStore.precision(store), tokens, kernel, b);
      return scope.keep(Patches.fromChannelFirst(patches, gridHeight, stride));
    }
  }

  /** Predictions stay float32 where other products are in bfloat16. */
  private static NDArray product(Precision precision, NDArray x, NDArray w, NDArray b) {
    return precision == Precision.REFERENCE
        ? ai.djl.nn.core.Linear.linear(x, w, b).singletonOrThrow()
        : Kernels.on(KernelSource.COMMON, x.getDevice(), Precision.FP32).call("linear", x, w, b);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    NDArray map = inputs.head();
    Shape shape = map.getShape();
    NDArray tokens = map.reshape(shape.get(0) * shape.get(1), shape.get(2), shape.get(3));
    return new NDList(forward(store, tokens, Math.toIntExact(shape.get(0)), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape map = inputShapes[0];
    return new Shape[] {new Shape(map.get(2), channels, map.get(0) * stride, map.get(1) * stride)};
  }
}
