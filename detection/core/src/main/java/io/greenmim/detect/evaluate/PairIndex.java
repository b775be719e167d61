package io.greenmim.detect.evaluate;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Lists of objects sorted into pairs of a category and an image, without a list object of its own
 * for each of the many pairs. Within a pair the order is that of the list.
 */
final class PairIndex {

  private static final int INDEX_BITS = 31;

  /** Pair in the upper bits, index of the object in the lower, ascending. */
  private final long[] entries;

  private PairIndex(long[] entries) {
    this.entries = entries;
  }

  /**
   * Sorts objects.
   *
   * @param size number of objects
   * @param pairOf number of the pair of an object; negative to leave it out
   */
  static PairIndex of(int size, IntUnaryOperator pairOf) {
    long[] entries = new long[size];
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int pair = pairOf.applyAsInt(i);
      if (pair >= 0) {
        entries[kept++] = ((long) pair << INDEX_BITS) | i;
      }
    }
    long[] sorted = Arrays.copyOf(entries, kept);
    Arrays.sort(sorted);
    return new PairIndex(sorted);
  }

  /** Indices of the objects of a pair. */
  int[] of(int pair) {
    int from = start(pair);
    int to = start(pair + 1);
    int[] objects = new int[to - from];
    for (int i = from; i < to; i++) {
      objects[i - from] = (int) (entries[i] & Integer.MAX_VALUE);
    }
    return objects;
  }

  private int start(int pair) {
    int found = Arrays.binarySearch(entries, (long) pair << INDEX_BITS);
    return found < 0 ? -found - 1 : found;
  }

  /** Pairs from one on and before another that have an object, here or in the other list. */
  int[] pairsWithObjects(PairIndex other, int fromPair, int endPair) {
    int[] own = pairs(fromPair, endPair);
    int[] others = other.pairs(fromPair, endPair);
    int[] all = Arrays.copyOf(own, own.length + others.length);
    System.arraycopy(others, 0, all, own.length, others.length);
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  private int[] pairs(int fromPair, int endPair) {
    return Arrays.stream(entries, start(fromPair), start(endPair))
        .mapToInt(entry -> (int) (entry >> INDEX_BITS))
        .distinct()
        .toArray();
  }
}
