package io.greenmim.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.GridSize;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowShift;
import io.greenmim.nn.WindowArrays;
import io.greenmim.ops.Rows;

/**
 * Where the tokens of one stage go, on the host.
 *
 * @param tokens number of tokens of an image, n
 * @param regular layout of the blocks with regular windows
 * @param shifted layout of the blocks with shifted windows; the same object where nothing shifts
 * @param quadruples rows of the four neighbours of each merged token; empty in the last stage
 */
record StageLayout(int tokens, WindowLayout regular, WindowLayout shifted, int[] quadruples) {

  /** The layout of all tokens of a stage that merges them for the next one. */
  static StageLayout dense(
      int height, int width, GridSize window, WindowShift shift, WindowOrder order) {
    WindowLayout regular = WindowLayout.dense(height, width, window, WindowShift.NONE, order);
    boolean shifts =
        shift == WindowShift.ALWAYS || height > window.height() || width > window.width();
    WindowLayout shifted =
        shifts ? WindowLayout.dense(height, width, window, shift, order) : regular;
    return new StageLayout(height * width, regular, shifted, quadruples(height, width));
  }

  /** The layout of a last stage, which merges nothing. */
  StageLayout withoutMerging() {
    return new StageLayout(tokens, regular, shifted, new int[0]);
  }

  /** Neighbours (0,0) (1,0) (0,1) (1,1), row first; beyond the border stands the number n. */
  private static int[] quadruples(int height, int width) {
    int rows = (height + 1) / 2;
    int cols = (width + 1) / 2;
    int[] index = new int[rows * cols * 4];
    for (int i = 0; i < index.length; i++) {
      int row = i / 4 / cols * 2 + i % 2;
      int col = i / 4 % cols * 2 + i % 4 / 2;
      index[i] = row < height && col < width ? row * width + col : height * width;
    }
    return index;
  }

  /** Tells whether merging refers to a token beyond the border. */
  boolean mergePadded() {
    for (int row : quadruples) {
      if (row == tokens * images()) {
        return true;
      }
    }
    return false;
  }

  /** How many images have places of their own; 1 if all share them. */
  int images() {
    return regular.images();
  }

  /** Copies the layout to a device. */
  Arrays toDevice(NDManager manager) {
    WindowArrays regularArrays = WindowArrays.of(manager, regular);
    WindowArrays shiftedArrays =
        shifted == regular ? regularArrays : WindowArrays.of(manager, shifted);
    NDArray merge = quadruples.length == 0 ? null : Rows.index(manager, quadruples, images());
    return new Arrays(regularArrays, shiftedArrays, merge, mergePadded());
  }

  /** The layout on a device. */
  record Arrays(
      WindowArrays regular, WindowArrays shifted, NDArray quadruples, boolean mergePadded) {}
}
