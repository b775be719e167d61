package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;

/**
 * Merges the four tokens of each 2 x 2 neighbourhood (Liu et al., 2021, section 3.1), in the order
 * (0,0) (1,0) (0,1) (1,1), row first; then normalises and halves the channels.
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input (n, B, C) and row numbers (4 m), int32, each in [0, n], where n stands for a token
 *     of zeros beyond the border; output (m, B, 2C)
 */
public final class PatchMerging extends ParameterBlock {

  private static final int NEIGHBOURS = 4;

  private final LayerNorm norm;
  private final Linear reduction;

  /**
   * Makes the merging.
   *
   * @param channels input channels C
   * @param eps constant of the layer normalisation
   */
  public PatchMerging(int channels, double eps) {
    // Registered in the order of the published state dicts.
    reduction = addChildBlock("reduction", new Linear(NEIGHBOURS * channels, 2 * channels, false));
    norm = addChildBlock("norm", new LayerNorm(NEIGHBOURS * channels, eps));
  }

  /**
   * Merges tokens.
   *
   * @param store the parameter store
   * @param x tokens, (n, B, C), or (n + 1, B, C) with a last row of zeros where neighbourhoods
   *     reach beyond the border
   * @param quadruples rows of the four neighbours of each merged token, (4 m), int32; or flat rows
   *     of each image, (4 m, B), as {@link Rows#gather} takes them
   * @param training whether this is a training pass
   * @return tokens, (m, B, 2C)
   */
  public NDArray forward(ParameterStore store, NDArray x, NDArray quadruples, boolean training) {
    long merged = quadruples.getShape().get(0) / NEIGHBOURS;
    long batch = x.getShape().get(1);
    long channels = x.getShape().get(2);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray neighbours =
          Rows.gather(x, quadruples)
              .reshape(merged, NEIGHBOURS, batch, channels)
              .transpose(0, 2, 1, 3) // (m, 4, B, C) -> (m, B, 4, C)
              .reshape(merged, batch, NEIGHBOURS * channels);
      NDArray normed = norm.forward(store, neighbours, training);
      return scope.keep(reduction.forward(store, normed, training));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 2);
    return new NDList(forward(store, inputs.get(0), inputs.get(1), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape x = inputShapes[0];
    return new Shape[] {new Shape(inputShapes[1].get(0) / NEIGHBOURS, x.get(1), 2 * x.get(2))};
  }
}
