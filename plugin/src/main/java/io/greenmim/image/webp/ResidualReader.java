package io.greenmim.image.webp;

import java.util.Arrays;

/** Reads the coefficients of blocks (RFC 6386, sections 13 and 14). */
final class ResidualReader {

  private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7};
  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
  private static final int[][] EXTRA_BITS = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };
  private static final int COUNT = 16;
  private static final int LUMA_AFTER_MEANS = 0;
  private static final int MEANS = 1;
  private static final int CHROMA = 2;
  private static final int LUMA = 3;

  /** Contexts of a block: four of luminance, two of each colour difference, one of the means. */
  private static final int CONTEXTS = 9;

  private static final int MEANS_CONTEXT = 8;

  private final Vp8Header header;
  private final Quantisers[] quantisers = new Quantisers[Vp8Header.SEGMENTS];

  /** Whether the blocks above had coefficients. */
  private final boolean[] above;

  private final boolean[] left = new boolean[CONTEXTS];
  private final int[] means = new int[COUNT];
  private BoolDecoder in;

  ResidualReader(Vp8Header header, int columns) {
    this.header = header;
    above = new boolean[CONTEXTS * columns];
    for (int i = 0; i < quantisers.length; i++) {
      quantisers[i] = header.quantisers(i);
    }
  }

  /** To be called before each row. */
  void startRow(BoolDecoder partition) {
    in = partition;
    Arrays.fill(left, false);
  }

  void read(Macroblock block, int column) {
    Arrays.fill(block.coefficients, 0);
    block.coded = false;
    int top = CONTEXTS * column;
    if (block.skipped) {
      int kept = block.hasSubModes ? MEANS_CONTEXT : CONTEXTS;
      Arrays.fill(above, top, top + kept, false);
      Arrays.fill(left, 0, kept, false);
      return;
    }
    Quantisers factors = quantisers[block.segment];
    int first = 0;
    int type = LUMA;
    if (!block.hasSubModes) {
      readMeans(block.coefficients, top, factors.means());
      first = 1;
      type = LUMA_AFTER_MEANS;
    }
    for (int i = 0; i < COUNT; i++) {
      boolean found = plane(block, i, type, first, factors.luma(), top + i % 4, i / 4);
      block.coded |= found;
    }
    for (int i = 0; i < 8; i++) {
      int start = i < 4 ? 4 : 6;
      boolean found =
          plane(
              block,
              COUNT + i,
              CHROMA,
              0,
              factors.chroma(),
              top + start + i % 2,
              start + i % 4 / 2);
      block.coded |= found;
    }
  }

  /** Reads one block of 4 x 4 and tells whether any of its coefficients is not zero. */
  private boolean plane(
      Macroblock block, int index, int type, int first, int[] factors, int top, int side) {
    int at = COUNT * index;
    int end = coefficients(type, contexts(top, side), first, factors, block.coefficients, at);
    above[top] = end > first;
    left[side] = end > first;
    return end > 1 || block.coefficients[at] != 0;
  }

  private int contexts(int top, int side) {
    return (above[top] ? 1 : 0) + (left[side] ? 1 : 0);
  }

  /** The means of the sixteen blocks of luminance, which are their first coefficients. */
  private void readMeans(int[] coefficients, int top, int[] factors) {
    Arrays.fill(means, 0);
    int context = contexts(top + MEANS_CONTEXT, MEANS_CONTEXT);
    boolean found = coefficients(MEANS, context, 0, factors, means, 0) > 0;
    above[top + MEANS_CONTEXT] = found;
    left[MEANS_CONTEXT] = found;
    Transforms.means(means, coefficients);
  }

  /**
   * Reads coefficients in zigzag order.
   *
   * @return the place behind the last one
   */
  private int coefficients(int type, int context, int first, int[] factors, int[] out, int at) {
    int n = first;
    int p = probabilities(type, n, context);
    if (!token(p)) {
      return n;
    }
    while (true) {
      if (!token(p + 1)) {
        n++;
        if (n == COUNT) {
          return n;
        }
        p = probabilities(type, n, 0);
        continue;
      }
      boolean more = token(p + 2);
      int value = more ? large(p) : 1;
      out[at + ZIGZAG[n]] = (in.flag() ? -value : value) * factors[n > 0 ? 1 : 0];
      n++;
      if (n == COUNT) {
        return n;
      }
      p = probabilities(type, n, more ? 2 : 1);
      if (!token(p)) {
        return n;
      }
    }
  }

  private static int probabilities(int type, int place, int context) {
    int row = (type * Vp8Tables.BANDS + BANDS[place]) * Vp8Tables.CONTEXTS + context;
    return row * Vp8Tables.TOKENS;
  }

  private boolean token(int index) {
    return in.bool(header.coefficients[index]);
  }

  /** A value of 2 or more. */
  private int large(int p) {
    if (!token(p + 3)) {
      if (!token(p + 4)) {
        return 2;
      }
      return token(p + 5) ? 4 : 3;
    }
    if (!token(p + 6)) {
      if (!token(p + 7)) {
        return in.bool(159) ? 6 : 5;
      }
      int value = in.bool(165) ? 9 : 7;
      return in.bool(145) ? value + 1 : value;
    }
    boolean upper = token(p + 8);
    int category = (upper ? 2 : 0) + (token(p + (upper ? 10 : 9)) ? 1 : 0);
    int extra = 0;
    for (int probability : EXTRA_BITS[category]) {
      extra = extra << 1 | (in.bool(probability) ? 1 : 0);
    }
    return extra + 3 + (8 << category);
  }
}
