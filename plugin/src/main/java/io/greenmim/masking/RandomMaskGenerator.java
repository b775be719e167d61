package io.greenmim.masking;

import io.greenmim.config.Checks;
import java.util.Arrays;

/**
 * Draws uniformly random masks of a fixed ratio, from a counter-based generator of its own. Uniform
 * random masking is that of MAE (arXiv 2111.06377, section 3) and GreenMIM (arXiv 2205.13515,
 * section 3).
 */
public final class RandomMaskGenerator implements MaskGenerator {
  /** Odd constant nearest to 2^64 divided by the golden ratio: spreads counters over 64 bits. */
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** Absorbs the binary error of {@code 1 - ratio}; far below the step of any sensible ratio. */
  private static final double ROUNDING_SLACK = 1e-6;

  private final long seed;
  private final double ratio;

  /**
   * Creates a generator.
   *
   * @param seed seed of the whole run, any value
   * @param ratio fraction of the patches to mask, 0 (nothing) up to but not including 1
   * @throws IllegalArgumentException if the ratio is below 0, 1 or above, or not a number
   */
  public RandomMaskGenerator(long seed, double ratio) {
    checkRatio(ratio);
    this.seed = seed;
    this.ratio = ratio;
  }

  /**
   * Returns how many patches stay visible: {@code n * (1 - ratio)} rounded down, as published.
   *
   * <p>A product less than 1e-6 below a whole number counts as that number, so that ratio 0.9 of 10
   * patches leaves 1 visible although {@code 10 * (1 - 0.9)} is 0.9999999999999998 in double
   * precision.
   *
   * @param ratio fraction of the patches to mask, 0 up to but not including 1
   * @param patches number of patches of the grid, at least 1
   * @return number of visible patches, 0 to {@code patches}; 12 for ratio 0.75 of 49
   * @throws IllegalArgumentException if the ratio is outside its range or there is no patch
   */
  public static int visibleCount(double ratio, int patches) {
    checkRatio(ratio);
    Checks.that(patches >= 1, "mask grid: expected at least 1 patch, got %s", patches);
    return (int) Math.floor(patches * (1 - ratio) + ROUNDING_SLACK);
  }

  @Override
  public PatchMask generate(long number, int rows, int cols) {
    int visible = visible(ratio, rows, cols);
    int patches = rows * cols;
    int[] order = new int[patches];
    Arrays.setAll(order, i -> i);
    boolean[] masked = new boolean[patches];
    Arrays.fill(masked, true);
    long counter = mix(mix(seed + GOLDEN_GAMMA) + number);
    // Partial Fisher-Yates: position k receives one of the patches not yet drawn.
    for (int k = 0; k < visible; k++) {
      counter += GOLDEN_GAMMA;
      int drawn = k + uniform(mix(counter), patches - k);
      masked[order[drawn]] = false;
      order[drawn] = order[k];
    }
    return new PatchMask(rows, cols, masked);
  }

  /** Scales the upper 32 random bits to 0 .. bound - 1; the bias is below bound / 2^32. */
  private static int uniform(long bits, int bound) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }

  /** A bijection of 64-bit words in which every input bit flips about half of the output bits. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** How many patches of a grid stay visible, at least one. */
  static int visible(double ratio, int rows, int cols) {
    int patches = PatchMask.none(rows, cols).visibleCount();
    int visible = visibleCount(ratio, patches);
    Checks.that(
        visible != 0,
        "mask ratio %s leaves no visible patch of the %sx%s grid: expected a ratio of at "
            + "most %s",
        ratio,
        rows,
        cols,
        1 - 1.0 / patches);
    return visible;
  }

  static void checkRatio(double ratio) {
    Checks.that(
        ratio >= 0 && ratio < 1, "mask ratio: expected at least 0 and below 1, got %s", ratio);
  }
}
