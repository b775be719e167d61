package io.greenmim.image.webp;

/** How one block of 16 x 16 pixels is coded. */
final class Macroblock {

  /** Modes of prediction, of whole blocks and of sub-blocks alike. */
  static final int DC = 0;

  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;

  int segment;
  boolean skipped;
  boolean hasSubModes;
  int lumaMode;
  int chromaMode;

  /** Modes of the sub-blocks, row by row. */
  final int[] subModes = new int[16];

  /** Coefficients of 16 blocks of luminance and 4 of each colour difference. */
  final int[] coefficients = new int[24 * 16];

  /** Whether any coefficient is not zero. */
  boolean coded;
}
