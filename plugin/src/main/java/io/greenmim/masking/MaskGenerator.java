package io.greenmim.masking;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Draws the masks of a run by their numbers.
 *
 * <p>A mask is a pure function of seed, ratio, number and grid, so any can be drawn on any thread,
 * in any order, on any JDK, and a resumed run sees the masks that the uninterrupted run would have
 * seen. Instances are immutable and thread-safe.
 */
@FunctionalInterface
public interface MaskGenerator {

  /**
   * Draws a mask.
   *
   * @param number number of the mask, any value
   * @param rows number of patch rows, at least 1
   * @param cols number of patch columns, at least 1
   * @return a mask with {@link RandomMaskGenerator#visibleCount} visible patches
   * @throws IllegalArgumentException if a side is below 1 or the ratio leaves no patch of this grid
   *     visible
   */
  PatchMask generate(long number, int rows, int cols);

  /**
   * Draws masks whose numbers follow each other.
   *
   * @param first number of the first mask, any value
   * @param count how many, 0 or more
   * @param rows number of patch rows, at least 1
   * @param cols number of patch columns, at least 1
   * @return the masks by number
   * @throws IllegalArgumentException if {@link #generate} refuses the grid
   */
  default List<PatchMask> generate(long first, int count, int rows, int cols) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> generate(number, rows, cols))
        .toList();
  }
}
