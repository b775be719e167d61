package io.greenmim.detect.match;

import java.util.SplittableRandom;

/**
 * Every order is as likely as any other. The seed decides the orders of all calls; for one thread.
 */
public final class RandomPermutation implements Permutation {

  private final SplittableRandom random;

  /**
   * Begins a sequence of orders.
   *
   * @param seed the same seed gives the same orders
   */
  public RandomPermutation(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public int[] first(int n, int count) {
    int[] order = IDENTITY.first(n, n);
    int[] first = new int[count];
    for (int i = 0; i < count; i++) {
      int drawn = random.nextInt(i, n);
      first[i] = order[drawn];
      order[drawn] = order[i];
    }
    return first;
  }
}
