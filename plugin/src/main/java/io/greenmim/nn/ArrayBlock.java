package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A block that makes one array of one array.
 *
 * @shape depends on the subclass
 */
public abstract class ArrayBlock extends ParameterBlock {

  /** Makes a block without parameters. */
  protected ArrayBlock() {}

  /**
   * Applies the block.
   *
   * @param store the parameter store
   * @param x the input
   * @param training whether this is a training pass
   * @return the output
   */
  public abstract NDArray forward(ParameterStore store, NDArray x, boolean training);

  /**
   * Tells the shape of the output.
   *
   * @param input shape of the input
   * @return that of the input by default
   * @throws IllegalArgumentException if the block takes no such input
   */
  protected Shape outputShape(Shape input) {
    return input;
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    return new NDList(forward(store, inputs.head(), training));
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {outputShape(inputShapes[0])};
  }
}
