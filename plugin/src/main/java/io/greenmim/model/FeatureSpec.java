package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

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
   * @param images shape of the images, (B, c, H, W)
   * @return the map, (B, C, h, w), with h = H / stride, rounded up
   */
  public NDArray toMap(NDArray tokens, Shape images) {
    Shape shape = tokens.getShape();
    long height = (images.get(2) + stride - 1) / stride;
    return tokens
        .reshape(height, shape.get(0) / height, shape.get(1), shape.get(2))
        .transpose(2, 3, 0, 1);
  }
}
