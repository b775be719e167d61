package io.greenmim.image.webp;

import java.util.Arrays;

/** Reads the modes of blocks (RFC 6386, sections 10 and 11). */
final class ModeReader {

  private static final int LOWER_DOWN_LEFT = 4;
  private static final int DOWN_RIGHT = 5;
  private static final int VERTICAL_RIGHT = 6;
  private static final int VERTICAL_LEFT = 7;
  private static final int HORIZONTAL_DOWN = 8;
  private static final int HORIZONTAL_UP = 9;

  private final Vp8Header header;
  private final BoolDecoder in;

  /** Modes of the sub-blocks in the row above, four a block. */
  private final int[] above;

  private final int[] left = new int[4];

  ModeReader(Vp8Header header, int columns) {
    this.header = header;
    in = header.first;
    above = new int[4 * columns];
  }

  /** To be called before each row. */
  void startRow() {
    Arrays.fill(left, Macroblock.DC);
  }

  void read(Macroblock block, int column) {
    block.segment = 0;
    if (header.segmentMap) {
      int[] p = header.segmentProbabilities;
      boolean upper = in.bool(p[0]);
      block.segment = (upper ? 2 : 0) + (in.bool(p[upper ? 2 : 1]) ? 1 : 0);
    }
    block.skipped = header.skipProbability >= 0 && in.bool(header.skipProbability);
    block.hasSubModes = !in.bool(145);
    if (block.hasSubModes) {
      readSubModes(block.subModes, 4 * column);
    } else {
      block.lumaMode = lumaMode();
      Arrays.fill(above, 4 * column, 4 * column + 4, block.lumaMode);
      Arrays.fill(left, block.lumaMode);
    }
    block.chromaMode = chromaMode();
  }

  private int lumaMode() {
    if (in.bool(156)) {
      return in.bool(128) ? Macroblock.TRUE_MOTION : Macroblock.HORIZONTAL;
    }
    return in.bool(163) ? Macroblock.VERTICAL : Macroblock.DC;
  }

  private int chromaMode() {
    if (!in.bool(142)) {
      return Macroblock.DC;
    }
    if (!in.bool(114)) {
      return Macroblock.VERTICAL;
    }
    return in.bool(183) ? Macroblock.TRUE_MOTION : Macroblock.HORIZONTAL;
  }

  private void readSubModes(int[] modes, int column) {
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        int mode = subMode((above[column + x] * Vp8Tables.MODES + left[y]) * (Vp8Tables.MODES - 1));
        modes[4 * y + x] = mode;
        above[column + x] = mode;
        left[y] = mode;
      }
    }
  }

  private boolean node(int at, int index) {
    return in.bool(Vp8Tables.SUB_MODES[at + index]);
  }

  private int subMode(int at) {
    for (int mode = Macroblock.DC; mode <= Macroblock.VERTICAL; mode++) {
      if (!node(at, mode)) {
        return mode;
      }
    }
    if (!node(at, 3)) {
      if (!node(at, 4)) {
        return Macroblock.HORIZONTAL;
      }
      return node(at, 5) ? VERTICAL_RIGHT : DOWN_RIGHT;
    }
    if (!node(at, 6)) {
      return LOWER_DOWN_LEFT;
    }
    if (!node(at, 7)) {
      return VERTICAL_LEFT;
    }
    return node(at, 8) ? HORIZONTAL_UP : HORIZONTAL_DOWN;
  }
}
