package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;

/** Masks as arrays of ones (hidden) and zeros (visible). */
final class HiddenPixels {

  private HiddenPixels() {}

  /**
   * Spreads masks over the pixels of images.
   *
   * @param images the images, (B, c, H, W)
   * @param batch one mask for all images or one for each, of a grid that divides H and W
   * @return ones and zeros, (1 or B, 1, H, W), float32
   */
  static NDArray of(NDArray images, MaskPlan batch) {
    Shape shape = images.getShape();
    PatchMask first = checked(images, batch);
    long height = shape.get(2) / first.rows();
    long width = shape.get(3) / first.cols();
    int masks = batch.masks().size();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray pixels =
          upload(images, batch, new Shape(masks, 1, first.rows(), 1, first.cols(), 1))
              .broadcast(masks, 1, first.rows(), height, first.cols(), width)
              .reshape(masks, 1, shape.get(2), shape.get(3));
      return scope.keep(pixels);
    }
  }

  /**
   * Spreads masks over the tokens of a patch embedding.
   *
   * @param images the images, (B, c, H, W)
   * @param batch one mask for all images or one for each, of a grid that divides the tokens'
   * @param patch side p of an embedded patch in pixels
   * @return ones and zeros, (H/p x W/p, 1 or B, 1), float32
   */
  static NDArray tokens(NDArray images, MaskPlan batch, int patch) {
    Shape shape = images.getShape();
    PatchMask first = checked(images, batch);
    long rows = shape.get(2) / patch;
    long cols = shape.get(3) / patch;
    if (rows % first.rows() != 0 || cols % first.cols() != 0) {
      throw new IllegalArgumentException(
          "mask: expected a grid that divides the %s x %s patches of the image, got %s x %s"
              .formatted(rows, cols, first.rows(), first.cols()));
    }
    int masks = batch.masks().size();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray tokens =
          upload(images, batch, new Shape(masks, first.rows(), 1, first.cols(), 1))
              .broadcast(
                  masks, first.rows(), rows / first.rows(), first.cols(), cols / first.cols())
              .reshape(masks, rows * cols, 1)
              .transpose(1, 0, 2); // (masks, n, 1) -> (n, masks, 1)
      return scope.keep(tokens);
    }
  }

  private static PatchMask checked(NDArray images, MaskPlan batch) {
    Shape shape = images.getShape();
    new MaskBatch(batch.masks()).checkImages(shape.get(0));
    PatchMask first = batch.masks().get(0);
    if (shape.get(2) % first.rows() != 0 || shape.get(3) % first.cols() != 0) {
      throw new IllegalArgumentException(
          "mask: expected a grid that divides images of %s x %s pixels, got %s x %s"
              .formatted(shape.get(2), shape.get(3), first.rows(), first.cols()));
    }
    return first;
  }

  private static NDArray upload(NDArray like, MaskPlan batch, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    int next = 0;
    for (PatchMask mask : batch.masks()) {
      for (boolean hidden : mask.toArray()) {
        values[next++] = hidden ? 1 : 0;
      }
    }
    return EngineMemory.of(like.getManager(), values, shape);
  }
}
