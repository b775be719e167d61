package io.greenmim.verify.detect;

import io.greenmim.detect.match.Permutation;
import java.math.BigInteger;

/**
 * Takes every s-th of n around a circle, with the smallest s above 0.618 n that has no divisor in
 * common with n: repeatable, and spread over all levels.
 */
final class SpreadPermutation implements Permutation {

  @Override
  public int[] first(int n, int count) {
    long step = 618L * n / 1000 + 1;
    while (n > 0 && !coprime(step, n)) {
      step++;
    }
    int[] first = new int[count];
    for (int i = 0; i < count; i++) {
      first[i] = (int) (i * step % n);
    }
    return first;
  }

  private static boolean coprime(long a, long b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).equals(BigInteger.ONE);
  }
}
