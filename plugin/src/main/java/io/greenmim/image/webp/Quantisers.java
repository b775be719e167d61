package io.greenmim.image.webp;

/**
 * Factors of coefficients.
 *
 * @param luma of the first and of the other coefficients of luminance
 * @param means of the block of luminance's means
 * @param chroma of the colour differences
 */
record Quantisers(int[] luma, int[] means, int[] chroma) {

  private static final int MOST = 127;
  private static final int MOST_CHROMA_DC = 117;
  private static final int LEAST_MEANS_AC = 8;

  /** The factors of a base index and its five differences (RFC 6386, sections 9.6 and 14.1). */
  static Quantisers of(int base, int[] deltas) {
    int q = clip(base, MOST);
    return new Quantisers(
        new int[] {Vp8Tables.DC[clip(q + deltas[0], MOST)], Vp8Tables.AC[q]},
        new int[] {
          2 * Vp8Tables.DC[clip(q + deltas[1], MOST)],
          Math.max(LEAST_MEANS_AC, Vp8Tables.AC[clip(q + deltas[2], MOST)] * 155 / 100)
        },
        new int[] {
          Vp8Tables.DC[clip(q + deltas[3], MOST_CHROMA_DC)], Vp8Tables.AC[clip(q + deltas[4], MOST)]
        });
  }

  private static int clip(int index, int most) {
    return Math.max(0, Math.min(most, index));
  }
}
