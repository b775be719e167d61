package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.GridSize;

/**
 * What a feature map of an encoder looks like.
 *
 * @param name name of the stage, {@code stage0} to {@code stage3}
 * @param stride image pixels per map cell, on each axis
 * @param channels channels of the map
 */
public record FeatureSpec(String name, int stride, int channels) {

  /**
   * Turns tokens into a map.
   *
   * @param tokens tokens of all cells, row-major, (h x w, B, C)
   * @param grid rows h and columns w of the map
   * @return the map, (B, C, h, w)
   */
  public NDArray toMap(NDArray tokens, GridSize grid) {
    Shape shape = tokens.getShape();
    return tokens
        .reshape(grid.height(), grid.width(), shape.get(1), shape.get(2))
        .transpose(2, 3, 0, 1);
  }
}
