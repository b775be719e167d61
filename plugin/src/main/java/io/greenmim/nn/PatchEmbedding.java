package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Patches;
import io.greenmim.ops.Rows;
import java.util.List;

/**
 * Embeds the patches of an image by a linear map and a layer normalisation (Liu et al., 2021,
 * section 3.1). Kernel and stride of the convolution are equal, so it is a matrix product of the
 * patches alone, and only the visible ones need be computed.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (B, c, H, W), optionally row numbers (n), int32; output (n, B, C), n = H/p x W/p
 *     without row numbers
 */
public final class PatchEmbedding extends ParameterBlock {

  private final int patch;
  private final int embedDim;
  private final Projection proj;
  private final LayerNorm norm;

  /**
   * Makes the embedding.
   *
   * @param patch side p of a patch in pixels
   * @param inChannels image channels c
   * @param embedDim channels C of a token
   * @param eps constant of the layer normalisation
   */
  public PatchEmbedding(int patch, int inChannels, int embedDim, double eps) {
    this(patch, inChannels, embedDim, eps, List.of("proj", "norm"));
  }

  /**
   * Makes the embedding with names of its own.
   *
   * @param patch side p of a patch in pixels
   * @param inChannels image channels c
   * @param embedDim channels C of a token
   * @param eps constant of the layer normalisation
   * @param names what the map and the normalisation are called in the state dict
   */
  public PatchEmbedding(int patch, int inChannels, int embedDim, double eps, List<String> names) {
    this.patch = patch;
    this.embedDim = embedDim;
    proj = addChildBlock(names.get(0), new Projection(patch, inChannels, embedDim));
    norm = addChildBlock(names.get(1), new LayerNorm(embedDim, eps));
  }

  /**
   * Embeds patches.
   *
   * @param store the parameter store
   * @param images images, (B, c, H, W); p divides H and W
   * @param visible row-major numbers of the patches to embed, (n), int32; or flat rows of each
   *     image, (n, B), as {@link Rows#gather} takes them; null for all
   * @param training whether this is a training pass
   * @return tokens, (n, B, C)
   */
  public NDArray forward(ParameterStore store, NDArray images, NDArray visible, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray patches = Patches.channelFirst(images, patch);
      NDArray chosen = visible == null ? patches : Rows.gather(patches, visible);
      return scope.keep(norm.forward(store, proj.forward(store, chosen, training), training));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray visible = inputs.size() > 1 ? inputs.get(1) : null;
    return new NDList(forward(store, inputs.head(), visible, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    long tokens =
        inputShapes.length > 1 ? inputShapes[1].get(0) : in.get(2) / patch * (in.get(3) / patch);
    return new Shape[] {new Shape(tokens, in.get(0), embedDim)};
  }

  /**
   * The convolution's kernel, applied as a matrix.
   *
   * @shape input (n, B, c x p x p); output (n, B, C); weight (C, c, p, p); bias (C)
   */
  private static final class Projection extends ArrayBlock {

    private final int inDim;
    private final int embedDim;
    private final Parameter weight;
    private final Parameter bias;

    Projection(int patch, int inChannels, int embedDim) {
      this.inDim = inChannels * patch * patch;
      this.embedDim = embedDim;
      Shape kernel = new Shape(embedDim, inChannels, patch, patch);
      InitialValues initial = InitialValues.convolution(kernel);
      weight = parameter("weight", Parameter.Type.WEIGHT, kernel, initial);
      bias = parameter("bias", Parameter.Type.BIAS, new Shape(embedDim), initial);
    }

    @Override
    public NDArray forward(ParameterStore store, NDArray patches, boolean training) {
      NDArray kernel = value(store, weight, patches, training).reshape(embedDim, inDim);
      NDArray b = value(store, bias, patches, training);
      return Linear.apply(store, patches, kernel, b);
    }

    @Override
    protected Shape outputShape(Shape in) {
      return new Shape(in.get(0), in.get(1), embedDim);
    }
  }
}
