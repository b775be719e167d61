package io.greenmim.train.align;

import java.util.List;

/**
 * What one pass takes: no more than which images, and which sentence of each.
 *
 * @param pairs the pairs
 */
record AlignBatch(List<Pair> pairs) {

  AlignBatch {
    pairs = List.copyOf(pairs);
  }

  /**
   * An image and one of its sentences.
   *
   * @param image place of the image in the list
   * @param draw a number that chooses among its sentences, 0 or more
   */
  record Pair(int image, int draw) {}
}
