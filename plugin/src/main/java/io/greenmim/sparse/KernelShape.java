package io.greenmim.sparse;

import io.greenmim.config.Checks;

/**
 * The shape of a convolution with a square kernel.
 *
 * @param in input channels; a multiple of the groups
 * @param out output channels; a multiple of the groups
 * @param kernel side k of the kernel
 * @param stride stride s
 * @param padding zeros p around the grid
 * @param groups groups of channels that do not mix
 */
public record KernelShape(int in, int out, int kernel, int stride, int padding, int groups) {

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if a number is out of range or the groups do not divide the
   *     channels
   */
  public KernelShape {
    Checks.positive("kernel", kernel);
    Checks.positive("stride", stride);
    Checks.atLeast("padding", padding, 0);
    Checks.positive("groups", groups);
    Checks.that(
        in > 0 && out > 0 && in % groups == 0 && out % groups == 0,
        "channels: expected multiples of %d groups, got %d and %d",
        groups,
        in,
        out);
  }

  /**
   * The shape of a convolution whose output has the size of its input.
   *
   * @param in input channels
   * @param out output channels
   * @param kernel side of the kernel, odd
   * @param groups groups of channels that do not mix
   * @return the shape, with stride 1
   * @throws IllegalArgumentException if the kernel's side is even
   */
  public static KernelShape same(int in, int out, int kernel, int groups) {
    Checks.that(kernel % 2 == 1, "kernel: expected an odd side, got %d", kernel);
    return new KernelShape(in, out, kernel, 1, kernel / 2, groups);
  }

  /** Returns a side of the output. */
  int outputSide(int side) {
    return Sites.outputSide(side, kernel, stride, padding);
  }
}
