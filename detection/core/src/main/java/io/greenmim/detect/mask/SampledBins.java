package io.greenmim.detect.mask;

/** Bins of a region summed sample by sample, in float32 and in the order of the reference. */
final class SampledBins {

  private final RegionAxis rows;
  private final RegionAxis columns;
  private final int left;
  private final int top;
  private final int wide;

  /** Pixels that the region sees, row by row. */
  private final byte[] inside;

  SampledBins(RunLengthMask mask, RegionAxis rows, RegionAxis columns) {
    this.rows = rows;
    this.columns = columns;
    left = columns.firstPixel();
    top = rows.firstPixel();
    wide = Math.max(0, columns.endPixel() - left);
    int high = Math.max(0, rows.endPixel() - top);
    inside = new byte[wide * high];
    ColumnRuns runs = new ColumnRuns(mask, left, columns.endPixel());
    while (runs.next()) {
      int end = Math.min(runs.bottom() - top, high);
      for (int y = Math.max(0, runs.top() - top); y < end; y++) {
        inside[y * wide + runs.x() - left] = 1;
      }
    }
  }

  float share(int row, int column) {
    float sum = 0;
    for (int v = row * rows.grid(); v < (row + 1) * rows.grid(); v++) {
      for (int u = column * columns.grid(); u < (column + 1) * columns.grid(); u++) {
        if (rows.low(v) >= 0 && columns.low(u) >= 0) {
          sum += sample(v, u);
        }
      }
    }
    return sum / Math.max(1, rows.grid() * columns.grid());
  }

  private float sample(int v, int u) {
    float down = rows.fraction(v);
    float up = 1 - down;
    float right = columns.fraction(u);
    float leftwards = 1 - right;
    return up * leftwards * pixel(rows.low(v), columns.low(u))
        + up * right * pixel(rows.low(v), columns.high(u))
        + down * leftwards * pixel(rows.high(v), columns.low(u))
        + down * right * pixel(rows.high(v), columns.high(u));
  }

  private byte pixel(int y, int x) {
    return inside[(y - top) * wide + x - left];
  }
}
