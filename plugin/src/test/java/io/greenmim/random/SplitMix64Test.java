package io.greenmim.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

  /** The JDK's SplittableRandom is the same algorithm: same state, same outputs. */
  @Test
  void streamIsThatOfTheJdksGenerator() {
    SplitMix64 keyed = SplitMix64.of(42, 7);
    long state = stateOf(42, 7);
    SplittableRandom reference = new SplittableRandom(state);
    for (int i = 0; i < 100; i++) {
      assertEquals(reference.nextLong(), keyed.nextLong());
    }
    SplittableRandom doubles = new SplittableRandom(state);
    SplitMix64 again = SplitMix64.of(42, 7);
    for (int i = 0; i < 100; i++) {
      assertEquals(doubles.nextDouble(), again.nextDouble());
    }
  }

  /** The key's starting state, through the JDK's mixer: its first output is mix(seed + gamma). */
  private static long stateOf(long seed, long key) {
    long gamma = 0x9e3779b97f4a7c15L;
    long mixedKey = new SplittableRandom(key * gamma).nextLong();
    long state = new SplittableRandom(seed).nextLong() ^ mixedKey;
    return new SplittableRandom(state).nextLong();
  }

  @Test
  void keysGiveDifferentStreams() {
    Set<Long> first = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (long epoch = 0; epoch < 10; epoch++) {
        for (long position = 0; position < 100; position++) {
          first.add(SplitMix64.of(seed, epoch, position).nextLong());
        }
      }
    }
    assertEquals(10_000, first.size());
    assertNotEquals(
        SplitMix64.of(1, 2, 3).nextLong(), SplitMix64.of(1, 3, 2).nextLong(), "order of keys");
  }

  @Test
  void integersAreUniform() {
    SplitMix64 random = SplitMix64.of(5);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[random.nextInt(7)]++;
    }
    for (int count : counts) {
      // Standard deviation 93: six of them.
      assertEquals(10_000, count, 560);
    }
    assertEquals(0, random.nextInt(1));
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
  }

  @Test
  void doublesFillTheirInterval() {
    SplitMix64 random = SplitMix64.of(6);
    double min = 1;
    double max = 0;
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextDouble(0.25, 0.75);
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    assertTrue(min >= 0.25 && min < 0.251, "min " + min);
    assertTrue(max < 0.75 && max > 0.749, "max " + max);
    assertEquals(0.5, sum / 10_000, 0.01);
  }
}
