package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Cutting of images into square patches, listed row-major. */
public final class Patches {

  private Patches() {}

  /**
   * Cuts images into patches with the values of a patch ordered channel, row, column, the order of
   * a convolution's kernel.
   *
   * @shape input (B, c, H, W); output (H/p x W/p, B, c x p x p)
   * @param images images, (B, c, H, W)
   * @param side side p of a patch; divides H and W
   * @return patches, (H/p x W/p, B, c x p x p)
   * @throws IllegalArgumentException if p does not divide a side of the images
   */
  public static NDArray channelFirst(NDArray images, int side) {
    return cut(images, side, new int[] {2, 4, 0, 1, 3, 5});
  }

  /**
   * Cuts images into patches with the values of a patch ordered row, column, channel, the order of
   * the reconstruction target (He et al., 2021).
   *
   * @shape input (B, c, H, W); output (H/p x W/p, B, p x p x c)
   * @param images images, (B, c, H, W)
   * @param side side p of a patch; divides H and W
   * @return patches, (H/p x W/p, B, p x p x c)
   * @throws IllegalArgumentException if p does not divide a side of the images
   */
  public static NDArray channelLast(NDArray images, int side) {
    return cut(images, side, new int[] {2, 4, 0, 3, 5, 1});
  }

  /**
   * Puts patches back into images: the inverse of {@link #channelLast}.
   *
   * @shape input (gh x gw, B, p x p x c); output (B, c, gh x p, gw x p)
   * @param patches patches, (gh x gw, B, p x p x c)
   * @param gridHeight patches along the height, gh
   * @param side side p of a patch
   * @return images, (B, c, gh x p, gw x p)
   */
  public static NDArray fromChannelLast(NDArray patches, int gridHeight, int side) {
    Shape shape = patches.getShape();
    long channels = shape.get(2) / ((long) side * side);
    NDArray split =
        patches.reshape(gridHeight, shape.get(0) / gridHeight, shape.get(1), side, side, channels);
    return join(split.transpose(2, 5, 0, 3, 1, 4)); // (gh, gw, B, p, p, c) -> (B, c, gh, p, gw, p)
  }

  /**
   * Puts patches back into images: the inverse of {@link #channelFirst}, and the sub-pixel
   * convolution's shuffle (Shi et al., 2016, arXiv 1609.05158, equation 4).
   *
   * @shape input (gh x gw, B, c x p x p); output (B, c, gh x p, gw x p)
   * @param patches patches, (gh x gw, B, c x p x p)
   * @param gridHeight patches along the height, gh
   * @param side side p of a patch
   * @return images, (B, c, gh x p, gw x p)
   */
  public static NDArray fromChannelFirst(NDArray patches, int gridHeight, int side) {
    Shape shape = patches.getShape();
    long channels = shape.get(2) / ((long) side * side);
    NDArray split =
        patches.reshape(gridHeight, shape.get(0) / gridHeight, shape.get(1), channels, side, side);
    return join(split.transpose(2, 3, 0, 4, 1, 5)); // (gh, gw, B, c, p, p) -> (B, c, gh, p, gw, p)
  }

  private static NDArray join(NDArray split) {
    Shape shape = split.getShape();
    return split.reshape(
        shape.get(0), shape.get(1), shape.get(2) * shape.get(3), shape.get(4) * shape.get(5));
  }

  private static NDArray cut(NDArray images, int side, int[] axes) {
    Shape shape = images.getShape();
    long batch = shape.get(0);
    long channels = shape.get(1);
    long height = shape.get(2);
    long width = shape.get(3);
    if (height % side != 0 || width % side != 0) {
      throw new IllegalArgumentException(
          "image size: expected sides that %s divides, got %s x %s".formatted(side, height, width));
    }
    return images
        .reshape(batch, channels, height / side, side, width / side, side)
        .transpose(axes) // (B, c, gh, p, gw, p) -> (gh, gw, B, ...)
        .reshape(height / side * (width / side), batch, channels * side * side);
  }
}
