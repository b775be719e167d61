package io.greenmim.grouping;

import io.greenmim.config.GridSize;
import io.greenmim.config.WindowOrder;
import java.util.Arrays;

/**
 * Which tokens attend to which: host-side index arrays that turn attention inside windows, or
 * inside groups of windows, into one batched matrix product.
 *
 * <p>Tokens are copied to slots, {@code groups} times {@code groupSize} of them, attend inside
 * their group, and are copied back.
 */
public final class WindowLayout {

  /** Score added between tokens of different regions in a shifted dense window, as published. */
  private static final float REGION_SCORE = -100f;

  /** Score added between tokens of different windows of a group: their weight becomes exactly 0. */
  private static final float GROUP_SCORE = -1e9f;

  private final int images;
  private final int groups;
  private final int groupSize;
  private final int[] tokenOfSlot;
  private final int[] slotOfToken;
  private final int[] biasIndex;
  private final float[] scores;
  private final boolean padded;
  private final boolean whole;

  private WindowLayout(Slots slots, int images, int groups, int[] biasIndex, float[] scores) {
    this.images = images;
    this.groups = groups;
    this.groupSize = slots.tokenOfSlot.length / groups;
    this.tokenOfSlot = slots.tokenOfSlot;
    this.slotOfToken = slots.slotOfToken;
    this.padded = slots.padded;
    this.whole = slots.whole;
    this.biasIndex = biasIndex;
    this.scores = scores;
  }

  private record Slots(int[] tokenOfSlot, int[] slotOfToken, boolean padded, boolean whole) {}

  /**
   * Makes the layout of Group Window Attention (Huang et al., 2022, section 3.2).
   *
   * @param plan the packing of windows into groups
   * @return the layout; a padding slot repeats a token and is never copied back
   */
  public static WindowLayout grouped(GroupPlan plan) {
    boolean[] attends = plan.attends();
    float[] scores = new float[attends.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = attends[i] ? 0 : GROUP_SCORE;
    }
    Slots slots = new Slots(plan.tokenOfSlot(), plan.slotOfToken(), false, false);
    return new WindowLayout(
        slots, plan.images(), plan.groups(), plan.relativePositionIndex(), scores);
  }

  /**
   * Makes the layout of shifted window attention over a whole grid (Liu et al., 2021, section 3.2).
   * The grid is padded at the right and the bottom to a multiple of the window.
   *
   * @param height rows of the token grid
   * @param width columns of the token grid
   * @param window sides of a window
   * @param shift whether the windows are shifted by half of a side
   * @param order whether the grid is padded or shifted first
   * @return the layout; row number height x width stands for a padding token
   */
  public static WindowLayout dense(
      int height, int width, GridSize window, WindowShift shift, WindowOrder order) {
    Axis rows = Axis.of(height, window.height(), shift, order);
    Axis cols = Axis.of(width, window.width(), shift, order);
    int area = Math.toIntExact(window.cells());
    int groups = rows.windows() * cols.windows();
    int[] tokenOfSlot = new int[groups * area];
    int[] slotOfToken = new int[height * width];
    int[] region = new int[groups * area];
    for (int slot = 0; slot < tokenOfSlot.length; slot++) {
      int group = slot / area;
      int r = group / cols.windows() * rows.window() + slot % area / cols.window();
      int c = group % cols.windows() * cols.window() + slot % cols.window();
      int row = rows.source(r);
      int col = cols.source(c);
      boolean inside = row < height && col < width;
      tokenOfSlot[slot] = inside ? row * width + col : height * width;
      if (inside) {
        slotOfToken[row * width + col] = slot;
      }
      region[slot] = rows.region(r) * 3 + cols.region(c);
    }
    boolean anyShift = rows.shift > 0 || cols.shift > 0;
    boolean padded = rows.padded > height || cols.padded > width;
    return new WindowLayout(
        new Slots(tokenOfSlot, slotOfToken, padded, true),
        1,
        groups,
        denseBiasIndex(window),
        anyShift ? regionScores(region, groups, area) : null);
  }

  /** One axis of a padded, cyclically shifted grid. */
  private record Axis(int side, int padded, int window, int shift, WindowOrder order) {

    static Axis of(int side, int window, WindowShift shift, WindowOrder order) {
      int windows = (side + window - 1) / window;
      boolean shifted =
          switch (shift) {
            case NONE -> false;
            case UNLESS_SINGLE -> side > window;
            case ALWAYS -> true;
          };
      return new Axis(side, windows * window, window, shifted ? window / 2 : 0, order);
    }

    int windows() {
      return padded / window;
    }

    /** The coordinate that the cyclic shift moves to {@code at}; the side or more for padding. */
    int source(int at) {
      if (order == WindowOrder.PAD_THEN_SHIFT) {
        return (at + shift) % padded;
      }
      return at < side ? (at + shift) % side : side;
    }

    /**
     * The region of a shifted coordinate: only tokens of one region are neighbours in the image.
     */
    int region(int at) {
      if (shift == 0 || at < padded - window) {
        return 0;
      }
      return at < padded - shift ? 1 : 2;
    }
  }

  /**
   * Returns this layout for attention without relative positions.
   *
   * @return the same groups, without {@link #biasIndex}
   */
  public WindowLayout withoutPositions() {
    return new WindowLayout(
        new Slots(tokenOfSlot, slotOfToken, padded, whole), images, groups, null, scores);
  }

  /**
   * Pairs of tokens of an image that attend, and pairs that a padding slot takes part in.
   *
   * @param real pairs of tokens of one group
   * @param padding all other pairs of slots of one group
   */
  public record Pairs(double real, double padding) {}

  /**
   * Counts the pairs that attention costs.
   *
   * @return pairs of an image, a mean over the images where each has places of its own
   */
  public Pairs pairs() {
    int[] used = new int[groups];
    for (int slot : slotOfToken) {
      used[slot / groupSize]++;
    }
    double real = 0;
    for (int count : used) {
      real += (double) count * count;
    }
    double all = (double) groups * groupSize * groupSize;
    return new Pairs(real / images, (all - real) / images);
  }

  private static float[] regionScores(int[] region, int groups, int area) {
    float[] scores = new float[groups * area * area];
    for (int i = 0; i < scores.length; i++) {
      int group = i / (area * area);
      int query = group * area + i / area % area;
      int key = group * area + i % area;
      scores[i] = region[query] == region[key] ? 0 : REGION_SCORE;
    }
    return scores;
  }

  private static int[] denseBiasIndex(GridSize window) {
    int area = Math.toIntExact(window.cells());
    int width = window.width();
    int span = 2 * width - 1;
    int[] index = new int[area * area];
    for (int i = 0; i < index.length; i++) {
      int query = i / area;
      int key = i % area;
      int dr = query / width - key / width + window.height() - 1;
      int dc = query % width - key % width + width - 1;
      index[i] = dr * span + dc;
    }
    return index;
  }

  /** {@return number of images whose tokens have places of their own, 1 if all share them} */
  public int images() {
    return images;
  }

  /** {@return number of groups G} */
  public int groups() {
    return groups;
  }

  /** {@return slots of a group, g} */
  public int groupSize() {
    return groupSize;
  }

  /**
   * Returns the gather index from tokens to slots.
   *
   * @return the token that is copied to each slot, (G x g), not to be changed; the number of tokens
   *     itself stands for a padding token of zeros
   */
  public int[] tokenOfSlot() {
    return tokenOfSlot;
  }

  /**
   * Returns the gather index from slots back to tokens.
   *
   * @return the slot from which each token is copied back, (n), not to be changed
   */
  public int[] slotOfToken() {
    return slotOfToken;
  }

  /**
   * Returns the rows of the relative position bias table.
   *
   * @return a row for each pair of slots, (G x g x g), or (g x g) where all groups share them; not
   *     to be changed; null where positions do not count
   */
  public int[] biasIndex() {
    return biasIndex;
  }

  /**
   * Returns what is added to the scores of attention.
   *
   * @return a score for each pair of slots, (G x g x g), 0 for pairs that attend, not to be
   *     changed; null where all pairs do
   */
  public float[] scores() {
    return scores;
  }

  /** {@return whether {@link #tokenOfSlot} holds the number of tokens itself} */
  public boolean padded() {
    return padded;
  }

  /**
   * {@return whether groups are whole windows, so that the pairs of slots of each have the same
   * relative positions as in any other layout of windows of these sides}
   */
  public boolean whole() {
    return whole;
  }

  @Override
  public String toString() {
    return "WindowLayout[%s x %s slots of %s tokens, first %s]"
        .formatted(
            groups,
            groupSize,
            slotOfToken.length,
            Arrays.toString(Arrays.copyOf(tokenOfSlot, Math.min(4, tokenOfSlot.length))));
  }
}
