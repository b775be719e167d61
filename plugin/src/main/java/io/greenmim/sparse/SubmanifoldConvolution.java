package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/**
 * Convolution whose output exists at the sites of its input and nowhere else (Graham et al., 2018,
 * arXiv 1711.10275, section 3): other sites count as zero and stay so, however many layers follow.
 * The bias acts on active sites alone. Over {@link Sites#all} it is the dense convolution with the
 * same parameters.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (n, B, in) or (R, 1, in); output (n, B, out) or (R, 1, out); weight (out, in /
 *     groups, k, k); bias (out)
 */
public final class SubmanifoldConvolution extends SiteConvolution {

  /**
   * Makes the convolution.
   *
   * @param in input channels
   * @param out output channels
   * @param kernel side k of the kernel, odd
   * @param groups groups of channels that do not mix; divides both numbers of channels
   * @param withBias whether a bias is added
   */
  public SubmanifoldConvolution(int in, int out, int kernel, int groups, boolean withBias) {
    super(KernelShape.same(in, out, kernel, groups), withBias);
  }

  /**
   * Makes a convolution of each channel by itself, with a bias.
   *
   * @param channels channels C
   * @param kernel side k of the kernel, odd
   * @return the convolution
   */
  public static SubmanifoldConvolution depthwise(int channels, int kernel) {
    return new SubmanifoldConvolution(channels, channels, kernel, channels, true);
  }

  /**
   * Convolves.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, in) or (R, 1, in)
   * @param sites where they lie
   * @param training whether this is a training pass
   * @return tokens at the same sites, (n, B, out) or (R, 1, out)
   */
  public NDArray forward(ParameterStore store, NDArray x, SiteArrays sites, boolean training) {
    FormArrays form = sites.arrays();
    boolean depthwise = shape().groups() == shape().in() && shape().in() == shape().out();
    if (PassStore.precision(store) == Precision.REFERENCE
        || form.form() == ConvolutionForm.GRID
        || form.kernel() != shape().kernel()
        || !depthwise) {
      return throughGrid(store, x, sites, sites, training);
    }
    check(x, sites, sites);
    Kernels kernels = Kernels.on(KERNELS, x.getDevice(), PassStore.precision(store));
    NDArray w = weight(store, x, training);
    NDArray given = bias(store, x, training);
    NDArray b = given == null ? kernels.none() : given;
    try (ArrayScope scope = new ArrayScope()) {
      NDArray y =
          switch (form.form()) {
            case BLOCKS -> kernels.call("blocks", x, form.inputs(), form.outputs(), w, b);
            case BLOCK_MATRICES ->
                kernels.call("block_matrices", x, form.inputs(), form.outputs(), form.taps(), w, b);
            default -> kernels.call("site_matrices", x, form.taps(), w, b);
          };
      return scope.keep(y.reshape(x.getShape()));
    }
  }
}
