package io.greenmim.sparse;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.DropPath;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.PackedWeights;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * A block of ConvNeXt V2 (Woo et al., 2023, arXiv 2301.00808, section 3.2), at chosen sites: a
 * depth-wise convolution, a layer normalisation, a perceptron whose hidden responses compete with
 * each other, and the residual connection.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C) or (R, 1, C); gain and offset of the responses (1, 1, 1, h x C)
 */
public final class ResponseBlock extends ParameterBlock {

  private static final KernelSource KERNELS = new KernelSource(ResponseBlock.class, "response");
  private static final KernelSource PACKED =
      new KernelSource(
          ResponseBlock.class, "packed_response", List.of(KERNELS, PackedWeights.KERNELS));
  private static final String RESPONSES = "grn";

  private final SubmanifoldConvolution dwconv;
  private final LayerNorm norm;
  private final Linear pwconv1;
  private final GlobalResponseNorm grn;
  private final Linear pwconv2;
  private final DropPath dropPath;

  /**
   * Sizes and constants of a block.
   *
   * @param channels channels C of a token
   * @param kernel side of the convolution's kernel, odd
   * @param hidden channels of the hidden responses, h x C
   * @param normEps constant of the layer normalisation
   * @param responseEps constant of the response normalisation
   * @param dropPath probability of stochastic depth, in [0, 1)
   */
  public record Shaped(
      int channels, int kernel, int hidden, double normEps, double responseEps, double dropPath) {}

  /**
   * Makes a block.
   *
   * @param shaped its sizes and constants
   */
  public ResponseBlock(Shaped shaped) {
    int channels = shaped.channels();
    dwconv = addChildBlock("dwconv", SubmanifoldConvolution.depthwise(channels, shaped.kernel()));
    norm = addChildBlock("norm", new LayerNorm(channels, shaped.normEps()));
    pwconv1 = addChildBlock("pwconv1", new Linear(channels, shaped.hidden(), true));
    grn = addChildBlock(RESPONSES, new GlobalResponseNorm(shaped.hidden(), shaped.responseEps()));
    pwconv2 = addChildBlock("pwconv2", new Linear(shaped.hidden(), channels, true));
    dropPath = new DropPath(shaped.dropPath());
  }

  /**
   * Tells whether a parameter belongs to a response normalisation.
   *
   * @param name path of the parameter, through a block of this class
   * @return whether it is a gain or an offset of responses
   */
  public static boolean isResponse(String name) {
    return name.contains("." + RESPONSES + ".");
  }

  /**
   * Applies the block.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, C) or (R, 1, C)
   * @param sites where they lie
   * @param training whether this is a training pass
   * @return tokens at the same sites, of the same shape
   */
  public NDArray forward(ParameterStore store, NDArray x, ResponseSites sites, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray mixed = dwconv.forward(store, x, sites.sites(), training);
      NDArray keep = keep(store, x, sites, training);
      Precision precision = PassStore.precision(store);
      if (precision == Precision.REFERENCE) {
        NDArray normed = norm.forward(store, mixed, training);
        NDArray hidden = Activation.gelu(pwconv1.forward(store, normed, training));
        NDArray shown = sites.shown() == null ? hidden : hidden.mul(sites.shown());
        NDArray responses = grn.forward(store, shown, sites, training);
        NDArray branch = pwconv2.forward(store, responses, training);
        return scope.keep(x.add(keep == null ? branch : branch.mul(keep)));
      }
      PackedWeights weights = PackedWeights.of(store);
      if (weights != null) {
        return scope.keep(packed(weights, store, x, mixed, sites));
      }
      Kernels kernels = Kernels.on(KERNELS, x.getDevice(), precision, norm.eps());
      NDArray none = kernels.none();
      try (NDManager host = x.getManager().newSubManager(Device.cpu())) {
        return scope.keep(
            kernels.call(
                "response_feed_forward",
                x,
                mixed,
                keep == null ? none : keep,
                sites.images() == null ? none : sites.images(),
                sites.shown() == null ? none : sites.shown(),
                host.create(new double[] {sites.whole() ? 1 : 0, grn.eps}),
                norm.weight(store, x, training),
                norm.bias(store, x, training),
                pwconv1.weight(store, x, training),
                pwconv1.bias(store, x, training),
                grn.gain(store, x, training),
                grn.offset(store, x, training),
                pwconv2.weight(store, x, training),
                pwconv2.bias(store, x, training)));
      }
    }
  }

  private NDArray packed(
      PackedWeights weights, ParameterStore store, NDArray x, NDArray mixed, ResponseSites sites) {
    Kernels kernels = weights.kernels(PACKED, norm.eps());
    NDArray none = kernels.none();
    NDArray keep = keep(store, x, sites, false);
    try (NDManager host = x.getManager().newSubManager(Device.cpu())) {
      NDList arguments = new NDList(x, mixed, keep == null ? none : keep);
      arguments.add(sites.images() == null ? none : sites.images());
      arguments.add(sites.shown() == null ? none : sites.shown());
      arguments.add(host.create(new double[] {sites.whole() ? 1 : 0, grn.eps}));
      arguments.add(norm.weight(store, x, false));
      arguments.add(norm.bias(store, x, false));
      arguments.add(grn.gain(store, x, false));
      arguments.add(grn.offset(store, x, false));
      arguments.addAll(pwconv1.packed(weights, "first"));
      arguments.addAll(pwconv2.packed(weights, "second"));
      return kernels.call("packed_response_feed_forward", arguments);
    }
  }

  /** The factor of each token's branch, or null for 1. */
  private NDArray keep(ParameterStore store, NDArray x, ResponseSites sites, boolean training) {
    if (sites.images() == null) {
      NDArray drawn = dropPath.draw(store, x, training);
      if (sites.shown() == null) {
        return drawn;
      }
      return drawn == null ? sites.shown() : sites.shown().mul(drawn);
    }
    NDArray ofImages = dropPath.draw(store, sites.images(), training);
    return ofImages == null ? null : sites.ofTokens(ofImages.reshape(-1, 1));
  }

  /**
   * Global response normalisation: each channel is scaled by its norm over an image, as a share of
   * the mean norm of all channels.
   *
   * @shape input and output (n, B, C) or (R, 1, C); gain and offset (1, 1, 1, C)
   */
  private static final class GlobalResponseNorm extends ParameterBlock {

    /** Keeps the gradient of a root finite where nothing responds. */
    private static final float LEAST = 1e-30f;

    private final double eps;
    private final Parameter gamma;
    private final Parameter beta;

    GlobalResponseNorm(int channels, double eps) {
      this.eps = eps;
      Shape shape = new Shape(1, 1, 1, channels);
      InitialValues zero = InitialValues.constant(0);
      gamma = parameter("gamma", Parameter.Type.OTHER, shape, zero);
      beta = parameter("beta", Parameter.Type.OTHER, shape, zero);
    }

    NDArray gain(ParameterStore store, NDArray like, boolean training) {
      return value(store, gamma, like, training).flatten();
    }

    NDArray offset(ParameterStore store, NDArray like, boolean training) {
      return value(store, beta, like, training).flatten();
    }

    NDArray forward(ParameterStore store, NDArray x, ResponseSites sites, boolean training) {
      NDArray norms = norms(x, sites);
      NDArray shares = norms.div(Numbers.add(norms.mean(new int[] {-1}, true), (float) eps));
      if (!sites.whole() && sites.images() != null) {
        shares = sites.ofTokens(shares);
      }
      NDArray factors = Numbers.add(shares.mul(gain(store, x, training)), 1f);
      return x.mul(factors).add(offset(store, x, training));
    }

    /** Norms of the channels: (1, B, C), or (B, C) of images of different numbers of tokens. */
    private static NDArray norms(NDArray x, ResponseSites sites) {
      if (sites.whole()) {
        return x.norm(new int[] {0, 1}, true);
      }
      if (sites.images() == null) {
        return x.norm(new int[] {0}, true);
      }
      NDArray squares = x.reshape(x.getShape().get(0), x.getShape().get(2)).square();
      return Numbers.atLeast(sites.images().transpose().matMul(squares), LEAST).sqrt();
    }
  }
}
