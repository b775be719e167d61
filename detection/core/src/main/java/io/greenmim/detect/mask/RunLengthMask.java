package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import java.util.Arrays;
import java.util.List;

/**
 * The mask of an object as lengths of runs: the pixels are listed column by column, each from top
 * to bottom, and the runs are in turn outside and inside, outside first. The numbers are those of
 * COCO's mask format (its "uncompressed RLE").
 *
 * <p>Immutable. Lengths are kept as they are given; runs of length 0 are legal, and what this
 * package makes has none but, where the first pixel is inside, the first. Two masks are equal if
 * their sizes and lengths are.
 */
public final class RunLengthMask {

  private final int height;
  private final int width;
  private final int[] counts;
  private final int area;
  private final PixelBox box;

  private RunLengthMask(int height, int width, int[] counts) {
    this.height = height;
    this.width = width;
    this.counts = counts;
    int inside = 0;
    for (int run = 1; run < counts.length; run += 2) {
      inside += counts[run];
    }
    area = inside;
    box = inside == 0 ? PixelBox.EMPTY : boxOf(height, width, counts);
  }

  /**
   * Makes a mask from the lengths of its runs.
   *
   * @param height height of the image in pixels, at least 1
   * @param width width of the image in pixels, at least 1
   * @param counts lengths of the runs, outside first; they add up to the pixels of the image
   * @return the mask
   * @throws IllegalArgumentException if the size is none, a length is negative or the sum is wrong
   */
  public static RunLengthMask of(int height, int width, int... counts) {
    int pixels = pixels(height, width);
    long sum = 0;
    for (int count : counts) {
      Checks.that(count >= 0, "mask: expected run lengths of at least 0, got %d", count);
      sum += count;
    }
    Checks.that(
        sum == pixels,
        "mask: expected runs of %d pixels together (%d x %d), got %d",
        pixels,
        height,
        width,
        sum);
    return new RunLengthMask(height, width, counts.clone());
  }

  /** Takes an array of lengths that nobody else holds and that was made for this size. */
  static RunLengthMask owning(int height, int width, int[] counts) {
    return new RunLengthMask(height, width, counts);
  }

  /**
   * Encodes a bitmap.
   *
   * @param height height of the image in pixels, at least 1
   * @param width width of the image in pixels, at least 1
   * @param bitmap pixels, (height x width) row by row; what is not 0 is inside
   * @return the mask
   * @throws IllegalArgumentException if the bitmap has not this size
   */
  public static RunLengthMask encode(int height, int width, byte[] bitmap) {
    int pixels = pixels(height, width);
    Checks.that(
        bitmap.length == pixels,
        "bitmap: expected %d pixels (%d x %d), got %d",
        pixels,
        height,
        width,
        bitmap.length);
    RunList runs = new RunList();
    for (int x = 0; x < width; x++) {
      for (int y = 0, at = x; y < height; y++, at += width) {
        runs.append(bitmap[at] != 0, 1);
      }
    }
    return runs.toMask(height, width);
  }

  /**
   * Makes a mask without pixels.
   *
   * @param height height of the image in pixels, at least 1
   * @param width width of the image in pixels, at least 1
   * @return the empty mask
   * @throws IllegalArgumentException if the size is none
   */
  public static RunLengthMask empty(int height, int width) {
    return new RunLengthMask(height, width, new int[] {pixels(height, width)});
  }

  /**
   * Joins masks.
   *
   * @param masks masks of one size, at least one
   * @return the pixels that are inside any of them; a single mask itself
   * @throws IllegalArgumentException if there is no mask or the sizes differ
   */
  public static RunLengthMask union(List<RunLengthMask> masks) {
    return merge(masks, false);
  }

  /**
   * Cuts masks with each other.
   *
   * @param masks masks of one size, at least one
   * @return the pixels that are inside all of them; a single mask itself
   * @throws IllegalArgumentException if there is no mask or the sizes differ
   */
  public static RunLengthMask intersection(List<RunLengthMask> masks) {
    return merge(masks, true);
  }

  private static RunLengthMask merge(List<RunLengthMask> masks, boolean both) {
    Checks.that(!masks.isEmpty(), "masks: expected at least one, got none");
    RunLengthMask merged = masks.get(0);
    for (RunLengthMask next : masks.subList(1, masks.size())) {
      merged.checkSameSize(next);
      merged = merged.merge(next, both);
    }
    return merged;
  }

  private RunLengthMask merge(RunLengthMask other, boolean both) {
    RunList runs = new RunList();
    int pixels = height * width;
    int own = 0;
    int others = 0;
    int ownEnd = counts[0];
    int othersEnd = other.counts[0];
    for (int at = 0; at < pixels; ) {
      while (ownEnd == at) {
        ownEnd += counts[++own];
      }
      while (othersEnd == at) {
        othersEnd += other.counts[++others];
      }
      boolean inOwn = own % 2 == 1;
      boolean inOther = others % 2 == 1;
      int end = Math.min(ownEnd, othersEnd);
      runs.append(both ? inOwn && inOther : inOwn || inOther, end - at);
      at = end;
    }
    return runs.toMask(height, width);
  }

  /** Demands that two masks can be laid over each other. */
  void checkSameSize(RunLengthMask other) {
    Checks.that(
        height == other.height && width == other.width,
        "masks: expected equal sizes, got %d x %d and %d x %d (height x width)",
        height,
        width,
        other.height,
        other.width);
  }

  private static int pixels(int height, int width) {
    Checks.that(
        height > 0 && width > 0 && (long) height * width <= Integer.MAX_VALUE,
        "mask: expected a size of 1 to %d pixels, got %d x %d (height x width)",
        Integer.MAX_VALUE,
        height,
        width);
    return height * width;
  }

  private static PixelBox boxOf(int height, int width, int[] counts) {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    int at = 0;
    for (int run = 0; run < counts.length; run++) {
      int end = at + counts[run];
      if (run % 2 == 1 && end > at) {
        int last = end - 1;
        left = Math.min(left, at / height);
        right = last / height;
        boolean oneColumn = at / height == right;
        top = oneColumn ? Math.min(top, at % height) : 0;
        bottom = oneColumn ? Math.max(bottom, last % height) : height - 1;
      }
      at = end;
    }
    return new PixelBox(left, top, right - left + 1, bottom - top + 1);
  }

  /**
   * Decodes the mask.
   *
   * @return 1 inside and 0 outside, (height x width) row by row
   */
  public byte[] decode() {
    byte[] bitmap = new byte[height * width];
    int at = 0;
    for (int run = 0; run < counts.length; run++) {
      int end = at + counts[run];
      if (run % 2 == 1) {
        for (int pixel = at; pixel < end; pixel++) {
          bitmap[pixel % height * width + pixel / height] = 1;
        }
      }
      at = end;
    }
    return bitmap;
  }

  /**
   * Returns the height of the image.
   *
   * @return height in pixels
   */
  public int height() {
    return height;
  }

  /**
   * Returns the width of the image.
   *
   * @return width in pixels
   */
  public int width() {
    return width;
  }

  /**
   * Returns the lengths of the runs.
   *
   * @return lengths, outside first; a copy
   */
  public int[] counts() {
    return counts.clone();
  }

  /** The lengths themselves, not to be changed. */
  int[] runs() {
    return counts;
  }

  /**
   * Returns the number of pixels inside.
   *
   * @return area in pixels
   */
  public int area() {
    return area;
  }

  /**
   * Returns the smallest box around the pixels inside.
   *
   * @return the box; {@link PixelBox#EMPTY} if nothing is inside
   */
  public PixelBox box() {
    return box;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunLengthMask mask
        && height == mask.height
        && width == mask.width
        && Arrays.equals(counts, mask.counts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "RunLengthMask[%s x %s, %s runs, area %s]".formatted(height, width, counts.length, area);
  }
}
