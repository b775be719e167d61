package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.greenmim.masking.PatchMask;

/** A mask as an input of a model. */
final class MaskInput {

  private MaskInput() {}

  /**
   * Reads a mask.
   *
   * @param mask the mask, (rows, cols), boolean, true = masked
   * @return the mask on the host
   * @throws IllegalArgumentException if the array has another number of axes
   */
  static PatchMask read(NDArray mask) {
    Shape shape = mask.getShape();
    if (shape.dimension() != 2) {
      throw new IllegalArgumentException("mask: expected the shape (rows, cols), got " + shape);
    }
    return new PatchMask(
        Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), mask.toBooleanArray());
  }
}
