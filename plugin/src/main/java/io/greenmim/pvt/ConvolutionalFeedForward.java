package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.NamedParameters;
import io.greenmim.nn.PackedWeights;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SubmanifoldConvolution;

/**
 * A perceptron with a depth-wise convolution of 3 x 3 sites before its GELU (Wang et al., 2022,
 * section 3.3), where hidden sites are 0; in the linear form with a rectifier before that.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
final class ConvolutionalFeedForward extends ParameterBlock {

  static final int KERNEL = 3;

  private final Linear fc1;
  private final SubmanifoldConvolution dwconv;
  private final Linear fc2;
  private final boolean rectified;

  ConvolutionalFeedForward(int channels, int hidden, boolean rectified) {
    this.rectified = rectified;
    fc1 = addChildBlock("fc1", new Linear(channels, hidden, true));
    dwconv = addChildBlock("dwconv.dwconv", SubmanifoldConvolution.depthwise(hidden, KERNEL));
    InitialValues kernel = InitialValues.convolutionOut(new Shape(1, 1, KERNEL, KERNEL));
    for (Parameter parameter : NamedParameters.of(dwconv).values()) {
      boolean weight = parameter.getType() == Parameter.Type.WEIGHT;
      parameter.setInitializer(weight ? kernel : InitialValues.constant(0));
    }
    fc2 = addChildBlock("fc2", new Linear(hidden, channels, true));
  }

  /**
   * Adds the perceptron of the normalised input to the input.
   *
   * @param x tokens, (n, B, C)
   * @param sites where they lie
   * @param keep factor of each image's branch, (1, B, 1), or null for 1
   */
  NDArray residual(
      ParameterStore store,
      NDArray x,
      LayerNorm norm,
      SiteArrays sites,
      NDArray keep,
      boolean training) {
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null) {
      return packed(weights, store, x, norm, sites);
    }
    Precision precision = PassStore.precision(store);
    try (ArrayScope scope = new ArrayScope()) {
      if (precision == Precision.REFERENCE) {
        NDArray hidden = fc1.forward(store, norm.forward(store, x, training), training);
        NDArray mixed =
            dwconv.forward(store, rectified ? Activation.relu(hidden) : hidden, sites, training);
        NDArray branch = fc2.forward(store, Activation.gelu(mixed), training);
        return scope.keep(x.add(keep == null ? branch : branch.mul(keep)));
      }
      Kernels kernels = Kernels.on(OverlapEmbedding.KERNELS, x.getDevice(), precision, norm.eps());
      NDArray hidden =
          kernels.call(
              rectified ? "rectified_hidden" : "hidden",
              x,
              norm.weight(store, x, training),
              norm.bias(store, x, training),
              fc1.weight(store, x, training),
              fc1.bias(store, x, training));
      return scope.keep(
          kernels.call(
              "mixed_residual",
              x,
              dwconv.forward(store, hidden, sites, training),
              keep == null ? kernels.none() : keep,
              fc2.weight(store, x, training),
              fc2.bias(store, x, training)));
    }
  }

  private NDArray packed(
      PackedWeights weights, ParameterStore store, NDArray x, LayerNorm norm, SiteArrays sites) {
    try (ArrayScope scope = new ArrayScope()) {
      Kernels kernels = weights.kernels(PackedWeights.KERNELS, norm.eps());
      NDList first = new NDList(x, norm.weight(store, x, false), norm.bias(store, x, false));
      first.addAll(fc1.packed(weights, "first"));
      NDArray hidden = kernels.call("packed_hidden", first);
      NDArray mixed =
          dwconv.forward(store, rectified ? Activation.relu(hidden) : hidden, sites, false);
      NDList second = new NDList(x, mixed);
      second.addAll(fc2.packed(weights, "second"));
      return scope.keep(kernels.call("packed_mixed_residual", second));
    }
  }
}
