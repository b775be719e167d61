package io.greenmim.detect.mask;

/**
 * Walks over what is inside a mask in a range of pixel columns, one stretch of a column at a time.
 */
final class ColumnRuns {

  private final int[] counts;
  private final int height;
  private final int endPixel;

  private int run;
  private int at;
  private int end;
  private int x;
  private int top;
  private int bottom;

  ColumnRuns(RunLengthMask mask, int firstColumn, int endColumn) {
    counts = mask.runs();
    height = mask.height();
    endPixel = endColumn * height;
    end = counts[0];
    int start = firstColumn * height;
    while (end <= start && run + 1 < counts.length) {
      end += counts[++run];
    }
    at = Math.max(start, end - counts[run]);
  }

  /** Goes to the next stretch; returns false after the last. */
  boolean next() {
    while (run % 2 == 0 || at == end) {
      if (run + 1 == counts.length || at >= endPixel) {
        return false;
      }
      at = end;
      end += counts[++run];
    }
    if (at >= endPixel) {
      return false;
    }
    x = at / height;
    top = at - x * height;
    bottom = Math.min(height, top + end - at);
    at += bottom - top;
    return true;
  }

  int x() {
    return x;
  }

  int top() {
    return top;
  }

  /** Returns the row after the last of the stretch. */
  int bottom() {
    return bottom;
  }
}
