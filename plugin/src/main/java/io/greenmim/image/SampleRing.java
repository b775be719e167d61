package io.greenmim.image;

/**
 * The last few rows or columns of samples that a pass of a resize still needs, by their positions.
 *
 * <p>Scratch memory of one thread; arrays grow to the largest image seen, but a smaller one uses
 * only as many of them as it needs, which stay in the processor's caches.
 */
final class SampleRing {

  private int[][] arrays = new int[0][0];
  private int size;

  /**
   * Makes room; what was kept is lost.
   *
   * @param positions neighbouring positions that are kept at once, at least 1
   * @param length samples of a position
   */
  void reserve(int positions, int length) {
    if (arrays.length < positions || arrays[0].length < length) {
      arrays = new int[positions][length];
    }
    size = positions;
  }

  /**
   * Returns the samples of a position, to be written or read.
   *
   * @param position the position, from 0
   */
  int[] at(int position) {
    return arrays[position % size];
  }
}
