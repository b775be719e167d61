package io.greenmim.image;

/**
 * The pass of a resize along rows: HWC bytes in, rows of samples as integers out.
 *
 * <p>Rows are taken in blocks and transposed, so that one weight meets the samples of a whole block
 * side by side and {@link WeightedSums} can work on them. Of the block's columns those are kept
 * that the next output column needs, of the filtered rows those that the pass along columns needs:
 * both stay in the processor's caches, and memory does not grow with the height of the image.
 *
 * <p>An instance is one thread's scratch memory.
 */
final class HorizontalPass {

  private static final int MAX_BLOCK_ROWS = 128;
  private static final int MIN_BLOCK_ROWS = 8;

  /** Bound of the columns that are kept, in samples, unless {@link #MIN_BLOCK_ROWS} need more. */
  private static final int MAX_BLOCK_SAMPLES = 1 << 20;

  /**
   * Filtered columns that are written at once, so that a row is met for as many samples as a line
   * of the cache has: a row lies in a page of its own.
   */
  private static final int TILE = 16;

  /** Taps of the columns; prepared by the caller. */
  final ResampleTaps taps = new ResampleTaps();

  /** Filtered rows, in the view's coordinates. */
  final SampleRing rows = new SampleRing();

  /** Columns of the block: channel c of its row r, of n, is at {@code c * n + r}. */
  private final SampleRing columns = new SampleRing();

  private final WeightedSums sums = new WeightedSums();
  private final int[][] block = new int[MAX_BLOCK_ROWS][];

  /** Filtered columns that are not written yet, each as those of the block. */
  private final int[][] filtered = new int[TILE][0];

  private RowOrder order;
  private int blockRows;

  /**
   * Makes room.
   *
   * @param target the order of samples in filtered rows
   * @param span filtered rows that must be available at once
   */
  void reserve(RowOrder target, int span) {
    order = target;
    int fitting = MAX_BLOCK_SAMPLES / order.channels() / taps.stride;
    blockRows = Math.max(MIN_BLOCK_ROWS, Math.min(MAX_BLOCK_ROWS, fitting));
    int length = order.channels() * blockRows;
    columns.reserve(taps.stride, length);
    for (int i = 0; i < TILE; i++) {
      if (filtered[i].length < length) {
        filtered[i] = new int[length];
      }
    }
    rows.reserve(span + blockRows, order.length());
  }

  /**
   * Filters the next block of rows.
   *
   * @param view the source
   * @param from the first row
   * @param end the row after the last that will ever be asked for
   * @return the row after the last that is filtered now
   */
  int filterBlock(View view, int from, int end) {
    int count = Math.min(blockRows, end - from);
    for (int r = 0; r < count; r++) {
      block[r] = rows.at(from + r);
    }
    int channels = order.channels();
    int start = view.start() + from * view.rowStride();
    int read = taps.first[0];
    for (int x = 0; x < order.width(); x++) {
      for (; read < taps.first[x] + taps.count[x]; read++) {
        readColumn(view, start + read * channels, columns.at(read), count);
      }
      int written = x % TILE;
      sums.samples(taps, x, columns, filtered[written], count * channels);
      if (written == TILE - 1 || x == order.width() - 1) {
        writeColumns(x - written, written + 1, count);
      }
    }
    return from + count;
  }

  private void readColumn(View view, int start, int[] column, int count) {
    byte[] samples = view.samples();
    int channels = order.channels();
    int p = start;
    if (channels == PixelImage.COLOURS) {
      // One walk down the rows, not three.
      for (int r = 0; r < count; r++) {
        column[r] = samples[p] & 0xff;
        column[count + r] = samples[p + 1] & 0xff;
        column[2 * count + r] = samples[p + 2] & 0xff;
        p += view.rowStride();
      }
      return;
    }
    for (int c = 0; c < channels; c++) {
      p = start + c;
      for (int r = 0; r < count; r++) {
        column[c * count + r] = samples[p] & 0xff;
        p += view.rowStride();
      }
    }
  }

  private void writeColumns(int x, int width, int count) {
    for (int c = 0; c < order.channels(); c++) {
      int first = order.place(x, c);
      int step = order.place(x + 1, c) - first;
      for (int r = 0; r < count; r++) {
        int[] row = block[r];
        int from = c * count + r;
        for (int i = 0; i < width; i++) {
          row[first + i * step] = filtered[i][from];
        }
      }
    }
  }

  /**
   * A rectangle of an image.
   *
   * @param samples the image's bytes
   * @param start index of the rectangle's first byte
   * @param rowStride bytes from one row to the next
   */
  record View(byte[] samples, int start, int rowStride) {}
}
