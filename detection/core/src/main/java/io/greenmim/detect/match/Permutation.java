package io.greenmim.detect.match;

/** Chooses which of equal candidates training sees. */
@FunctionalInterface
public interface Permutation {

  /** Takes the first candidates: what is recorded with it can be repeated by anyone. */
  Permutation IDENTITY =
      (n, count) -> {
        int[] first = new int[count];
        for (int i = 0; i < count; i++) {
          first[i] = i;
        }
        return first;
      };

  /**
   * Returns the beginning of an order of 0 to n - 1.
   *
   * @param n how many there are
   * @param count how many are wanted, 0 to n
   * @return {@code count} different numbers of [0, n)
   */
  int[] first(int n, int count);
}
