package io.greenmim.detect.ops;

import io.greenmim.detect.boxes.Boxes;
import java.util.List;

/**
 * A matrix with few values for each row: which rows of another array are added up, and with which
 * weights.
 *
 * <p>For RoIAlign its rows are the bins of regions, ordered by region, row, column, and its columns
 * the cells of a map, (image x H + row) x W + column; each cell of a bin comes once.
 *
 * @param offsets where the taps of each row begin, and their number at the end (rows + 1)
 * @param columns column of each tap
 * @param weights weight of each tap
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record RoiTaps(int[] offsets, int[] columns, float[] weights) {

  /**
   * Regions on a map.
   *
   * @param boxes the regions in pixels
   * @param images index of each region's image in the batch
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Regions(Boxes boxes, int[] images) {}

  /**
   * A map of a batch.
   *
   * @param height rows H
   * @param width columns W
   * @param scale cells per pixel
   */
  record Grid(int height, int width, double scale) {}

  /** Finds the taps of regions. */
  static RoiTaps of(Regions regions, Grid grid, RoiAlign align) {
    int bins = align.bins();
    int[] offsets = new int[regions.images().length * bins + 1];
    visit(
        regions,
        grid,
        align,
        (region, ys, xs) -> {
          for (int bin = 0; bin < bins; bin++) {
            offsets[region * bins + bin + 1] =
                ys.count(bin / align.width()) * xs.count(bin % align.width());
          }
        });
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = Math.addExact(offsets[i], offsets[i - 1]);
    }
    int[] columns = new int[offsets[offsets.length - 1]];
    float[] weights = new float[columns.length];
    visit(
        regions,
        grid,
        align,
        (region, ys, xs) -> {
          int at = offsets[region * bins];
          for (int bin = 0; bin < bins; bin++) {
            int x = bin % align.width();
            int y = bin / align.width();
            for (int i = ys.begin(y); i < ys.begin(y + 1); i++) {
              int row = (regions.images()[region] * grid.height() + ys.cell(i)) * grid.width();
              for (int j = xs.begin(x); j < xs.begin(x + 1); j++) {
                columns[at] = row + xs.cell(j);
                weights[at++] = ys.weight(i) * xs.weight(j);
              }
            }
          }
        });
    return new RoiTaps(offsets, columns, weights);
  }

  /** What is done with a region. */
  @FunctionalInterface
  private interface Visitor {
    void region(int region, AxisTaps ys, AxisTaps xs);
  }

  private static void visit(Regions regions, Grid grid, RoiAlign align, Visitor visitor) {
    AxisTaps ys = new AxisTaps(align.height());
    AxisTaps xs = new AxisTaps(align.width());
    for (int region = 0; region < regions.images().length; region++) {
      axes(regions.boxes(), region, grid, align, ys, xs);
      visitor.region(region, ys, xs);
    }
  }

  private static void axes(
      Boxes boxes, int region, Grid grid, RoiAlign align, AxisTaps ys, AxisTaps xs) {
    float scale = (float) grid.scale();
    float shift = align.aligned() ? 0.5f : 0;
    float left = boxes.x1(region) * scale - shift;
    float top = boxes.y1(region) * scale - shift;
    float width = boxes.x2(region) * scale - shift - left;
    float height = boxes.y2(region) * scale - shift - top;
    ys.fill(top, align.aligned() ? height : Math.max(height, 1), align.ratio(), grid.height());
    xs.fill(left, align.aligned() ? width : Math.max(width, 1), align.ratio(), grid.width());
  }

  /**
   * Puts matrices one above the other and transposes the whole.
   *
   * @param parts the matrices
   * @param width number of their columns
   * @param numbers number that each row gets, of each matrix
   */
  static RoiTaps transpose(List<RoiTaps> parts, int width, List<int[]> numbers) {
    int[] begins = new int[width + 1];
    for (RoiTaps part : parts) {
      for (int column : part.columns) {
        begins[column + 1]++;
      }
    }
    for (int i = 1; i < begins.length; i++) {
      begins[i] += begins[i - 1];
    }
    int[] next = begins.clone();
    int[] rows = new int[begins[width]];
    float[] moved = new float[rows.length];
    for (int i = 0; i < parts.size(); i++) {
      RoiTaps part = parts.get(i);
      for (int row = 0; row < part.offsets.length - 1; row++) {
        for (int tap = part.offsets[row]; tap < part.offsets[row + 1]; tap++) {
          int at = next[part.columns[tap]]++;
          rows[at] = numbers.get(i)[row];
          moved[at] = part.weights[tap];
        }
      }
    }
    return new RoiTaps(begins, rows, moved);
  }
}
