package io.greenmim.detect.match;

import java.util.SplittableRandom;

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

  /**
   * Makes orders of which every one is as likely as any other; for one thread.
   *
   * @param seed decides the orders of all calls
   * @return the beginning of a sequence of orders
   */
  static Permutation random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return (n, count) -> {
      int[] order = IDENTITY.first(n, n);
      int[] first = new int[count];
      for (int i = 0; i < count; i++) {
        int drawn = random.nextInt(i, n);
        first[i] = order[drawn];
        order[drawn] = order[i];
      }
      return first;
    };
  }
}
