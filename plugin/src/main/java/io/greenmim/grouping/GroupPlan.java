package io.greenmim.grouping;

import io.greenmim.config.GridSize;
import java.util.Arrays;

/**
 * Where every visible token of a stage attends: the slots of equally large groups. The tokens are
 * those that all images of a batch show, or those of every image, by their flat rows ({@link
 * io.greenmim.masking.MaskBatch}).
 *
 * <p>Slots are numbered group by group, {@code slot = group * groupSize() + place}. Inside a group
 * the windows follow each other by id, their tokens in row-major order, then padding; a plan of a
 * single group keeps the tokens in row-major order, so its permutation is the identity. Immutable;
 * every array is a fresh one.
 */
public final class GroupPlan {
  /** Window id of a padding slot. */
  static final int PADDING = -1;

  private final GridSize window;
  private final int images;
  private final int groups;
  private final int groupSize;
  private final int[] tokenOfSlot;
  private final int[] slotOfToken;
  private final int[] windowOfSlot;
  private final int[] positionOfSlot;

  /**
   * Fills the slots.
   *
   * @param packing number and size of the groups
   * @param window sides of a window in tokens
   * @param images number of images whose tokens these are, 1 if all show the same
   * @param slotOfToken slot of each token, all different
   * @param windowOfToken window id of each token
   * @param positionOfToken place of each token inside its window
   */
  GroupPlan(
      Packing packing,
      GridSize window,
      int images,
      int[] slotOfToken,
      int[] windowOfToken,
      int[] positionOfToken) {
    this.window = window;
    this.images = images;
    this.groups = packing.groups();
    this.groupSize = packing.groupSize();
    this.slotOfToken = slotOfToken;
    int slots = Math.multiplyExact(groups, groupSize);
    this.tokenOfSlot = new int[slots];
    this.windowOfSlot = new int[slots];
    this.positionOfSlot = new int[slots];
    Arrays.fill(windowOfSlot, PADDING);
    for (int token = 0; token < slotOfToken.length; token++) {
      int slot = slotOfToken[token];
      tokenOfSlot[slot] = token;
      windowOfSlot[slot] = windowOfToken[token];
      positionOfSlot[slot] = positionOfToken[token];
    }
  }

  /** Sides of a window in tokens. */
  GridSize window() {
    return window;
  }

  /** {@return number of images whose tokens are grouped, 1 if all images show the same} */
  public int images() {
    return images;
  }

  /** {@return number of groups, at least 1} */
  public int groups() {
    return groups;
  }

  /**
   * Returns the number of slots of every group.
   *
   * @return slots of a group, at least 1
   */
  public int groupSize() {
    return groupSize;
  }

  /**
   * Returns the gather index from tokens to slots.
   *
   * @return for each of {@code groups() * groupSize()} slots the index of its token in the stage's
   *     row-major list of visible tokens, or the flat row; padding slots repeat token 0
   */
  public int[] tokenOfSlot() {
    return tokenOfSlot.clone();
  }

  /**
   * Returns the gather index from slots back to tokens.
   *
   * @return for each of its visible tokens the slot, so that {@code tokenOfSlot()[slotOfToken()[t]]
   *     == t}
   */
  public int[] slotOfToken() {
    return slotOfToken.clone();
  }

  /** Id of the window of each slot, {@link #PADDING} for padding. */
  int[] windowOfSlot() {
    return windowOfSlot.clone();
  }

  /** Row times the window's width plus column of each slot inside its window, 0 for padding. */
  int[] positionOfSlot() {
    return positionOfSlot.clone();
  }

  /**
   * Returns the row of the relative position bias table for every pair of slots of one group.
   *
   * <p>For slots {@code i} (query) and {@code j} (key) with {@code dr = row_i - row_j} and {@code
   * dc = col_i - col_j} inside the window the value is {@code (dr + Mh - 1) * (2 Mw - 1) + (dc + Mw
   * - 1)}, as in Swin (arXiv 2103.14030, equation 4). Pairs of different windows get a value that
   * is inside the table and has no meaning: {@link #attends()} excludes them.
   *
   * @return {@code groups() * groupSize() * groupSize()} values, index {@code (group * groupSize()
   *     + i) * groupSize() + j}, each 0 to {@code (2 Mh - 1) * (2 Mw - 1) - 1}
   * @throws ArithmeticException if there are more than {@link Integer#MAX_VALUE} pairs
   */
  public int[] relativePositionIndex() {
    int width = window.width();
    int tableSide = 2 * width - 1;
    int[] places = new int[positionOfSlot.length];
    for (int slot = 0; slot < places.length; slot++) {
      places[slot] = positionOfSlot[slot] / width * tableSide + positionOfSlot[slot] % width;
    }
    // The index is linear in the two places: place_i - place_j + the index of distance (0, 0).
    int centre = (window.height() - 1) * tableSide + width - 1;
    int[] index = new int[pairs()];
    int next = 0;
    for (int query = 0; query < places.length; query++) {
      int first = query / groupSize * groupSize;
      for (int key = first; key < first + groupSize; key++) {
        index[next++] = places[query] - places[key] + centre;
      }
    }
    return index;
  }

  /**
   * Tells which slots of a group attend to each other: those of one window.
   *
   * @return {@code groups() * groupSize() * groupSize()} values in the order of {@link
   *     #relativePositionIndex()}, true if query {@code i} sees key {@code j}; a padding slot sees
   *     itself alone, so that no softmax is over nothing
   * @throws ArithmeticException if there are more than {@link Integer#MAX_VALUE} pairs
   */
  public boolean[] attends() {
    boolean[] attends = new boolean[pairs()];
    int next = 0;
    for (int query = 0; query < windowOfSlot.length; query++) {
      int first = query / groupSize * groupSize;
      int id = windowOfSlot[query];
      for (int key = first; key < first + groupSize; key++) {
        attends[next++] = id == PADDING ? key == query : windowOfSlot[key] == id;
      }
    }
    return attends;
  }

  private int pairs() {
    return Math.multiplyExact(tokenOfSlot.length, groupSize);
  }
}
