package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import io.greenmim.config.Checks;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;

/**
 * Convolution whose kernel and stride are equal: the sites of each patch are gathered, and a matrix
 * product does the rest, so only the patches that are asked for are computed.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (n, B, in) or (R, 1, in); output (m, B, out) or (R', 1, out); weight (out, in, k,
 *     k); bias (out)
 */
public final class PatchConvolution extends SiteConvolution {

  /**
   * Makes the convolution.
   *
   * @param in input channels
   * @param out output channels
   * @param side side k of the kernel, and the stride
   * @param withBias whether a bias is added
   */
  public PatchConvolution(int in, int out, int side, boolean withBias) {
    super(new KernelShape(in, out, side, side, 0, 1), withBias);
  }

  /**
   * Convolves.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, in) or (R, 1, in)
   * @param patches which of them each patch has
   * @param training whether this is a training pass
   * @return tokens, (m, B, out) or (R', 1, out)
   */
  public NDArray forward(ParameterStore store, NDArray x, PatchArrays patches, boolean training) {
    KernelShape shape = shape();
    int sites = shape.kernel() * shape.kernel();
    Checks.that(
        patches.rows().getShape().get(2) == sites && x.getShape().get(2) == shape.in(),
        "PatchConvolution: expected patches of %d sites and %d channels, got %d and %d",
        sites,
        shape.in(),
        patches.rows().getShape().get(2),
        x.getShape().get(2));
    NDArray w = weight(store, x, training);
    NDArray b = bias(store, x, training);
    Precision precision = PassStore.precision(store);
    try (ArrayScope scope = new ArrayScope()) {
      if (precision == Precision.REFERENCE) {
        return scope.keep(reference(x, patches, w, b));
      }
      Kernels kernels = Kernels.on(KERNELS, x.getDevice(), precision);
      return scope.keep(
          kernels.call(
              patches.padded() ? "padded_patches" : "patches",
              x,
              patches.rows(),
              w,
              b == null ? kernels.none() : b));
    }
  }

  private NDArray reference(NDArray x, PatchArrays patches, NDArray w, NDArray b) {
    Shape rows = patches.rows().getShape();
    long channels = shape().in();
    NDArray flat = x.reshape(x.size() / channels, channels);
    if (patches.padded()) {
      NDArray none = x.getManager().zeros(new Shape(1, channels));
      flat = NDArrays.concat(new NDList(flat, none), 0);
    }
    NDArray gathered =
        Rows.gather(flat, patches.rows().flatten())
            .reshape(rows.get(0), rows.get(1), rows.get(2) * channels);
    NDArray matrix = w.transpose(0, 2, 3, 1).reshape(shape().out(), rows.get(2) * channels);
    return Linear.linear(gathered, matrix, b).singletonOrThrow();
  }
}
