package io.greenmim.random;

/**
 * The pseudo-random generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", OOPSLA 2014).
 *
 * <p>Spelled out here rather than taken from the JDK because a run's data depend on it: the stream
 * of a key must be the same on every Java version. Not thread-safe.
 */
public final class SplitMix64 {

  private static final long GAMMA = 0x9e3779b97f4a7c15L;
  private static final double DOUBLE_UNIT = 0x1.0p-53;

  private long state;

  private SplitMix64(long state) {
    this.state = state;
  }

  /**
   * Makes the generator of a key; different keys give unrelated streams.
   *
   * @param seed the run's seed
   * @param keys what the stream is for, such as a purpose, an epoch and a position
   * @return a generator at the start of the key's stream
   */
  public static SplitMix64 of(long seed, long... keys) {
    long state = seed;
    for (long key : keys) {
      state = mix(state + GAMMA) ^ mix(key * GAMMA + GAMMA);
    }
    return new SplitMix64(mix(state + GAMMA));
  }

  /**
   * Draws 64 bits.
   *
   * @return a value uniform over all longs
   */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * Draws a number.
   *
   * @return a value uniform over [0, 1), a multiple of 2^-53
   */
  public double nextDouble() {
    return (nextLong() >>> 11) * DOUBLE_UNIT;
  }

  /**
   * Draws a number from an interval.
   *
   * @param low lower end
   * @param high upper end, not below {@code low}
   * @return a value uniform over [low, high)
   */
  public double nextDouble(double low, double high) {
    return low + nextDouble() * (high - low);
  }

  /**
   * Draws an integer.
   *
   * @param bound the number of values, at least 1
   * @return a value uniform over 0 to {@code bound - 1}, up to a bias below 2^-32 times the bound
   * @throws IllegalArgumentException if the bound is below 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, got " + bound);
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
