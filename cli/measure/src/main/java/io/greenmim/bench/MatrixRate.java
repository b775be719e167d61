package io.greenmim.bench;

import java.util.Locale;

/**
 * What the best product of two large matrices comes to, in operations per second, a multiplication
 * and an addition counted apart.
 *
 * @param plain with both matrices as they lie in memory, by what training multiplies with
 * @param packed with the second one arranged for oneDNN before, which is not counted; 0 where the
 *     engine cannot, on a GPU and on other processors than those of x86-64
 */
public record MatrixRate(double plain, double packed) {

  private static final double GIGA = 1e9;

  /** {@return the better of the two} */
  public double best() {
    return Math.max(plain, packed);
  }

  /** {@return both, in billions of operations per second, for a line of text} */
  public String text() {
    String other = packed == 0 ? "" : String.format(Locale.ROOT, " (%.1f plain)", plain / GIGA);
    return String.format(Locale.ROOT, "matrix peak %.1f GFLOP/s%s", best() / GIGA, other);
  }

  /**
   * Joins two measurements of one machine.
   *
   * @param other another measurement
   * @return the better one of each
   */
  MatrixRate or(MatrixRate other) {
    return new MatrixRate(Math.max(plain, other.plain), Math.max(packed, other.packed));
  }
}
