package io.greenmim.detect.boxes;

/**
 * Overlap of boxes: intersection over union (IoU), 0 where the intersection is empty, also for
 * boxes without area. Arithmetic is float32.
 */
public final class BoxOverlap {

  /** Columns that are handed on at once: their corners and areas stay in a core's cache. */
  private static final int CHUNK = 2048;

  private BoxOverlap() {}

  /** Takes the overlaps of one row with some columns. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Takes overlaps.
     *
     * @param row index of the row's box
     * @param start index of the first column's box
     * @param values overlaps with the columns from {@code start} on; valid during the call
     * @param count how many of the values are set
     */
    void accept(int row, int start, float[] values, int count);
  }

  /**
   * Measures all pairs, without keeping more than some columns of one row at a time. A row whose
   * box meets none of some columns, as far as their common bounds tell, is left out there: all
   * these overlaps are 0.
   *
   * @param rows boxes, usually few
   * @param columns boxes, usually many
   * @param sink takes the overlaps: for growing columns, each time the rows in their order
   */
  public static void stream(Boxes rows, Boxes columns, Sink sink) {
    float[] x1 = new float[CHUNK];
    float[] y1 = new float[CHUNK];
    float[] x2 = new float[CHUNK];
    float[] y2 = new float[CHUNK];
    float[] values = new float[CHUNK];
    for (int start = 0; start < columns.size(); start += CHUNK) {
      int count = Math.min(CHUNK, columns.size() - start);
      float farLeft = Float.POSITIVE_INFINITY;
      float farTop = Float.POSITIVE_INFINITY;
      float farRight = Float.NEGATIVE_INFINITY;
      float farBottom = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        x1[i] = columns.x1(start + i);
        y1[i] = columns.y1(start + i);
        x2[i] = columns.x2(start + i);
        y2[i] = columns.y2(start + i);
        farLeft = Math.min(farLeft, x1[i]);
        farTop = Math.min(farTop, y1[i]);
        farRight = Math.max(farRight, x2[i]);
        farBottom = Math.max(farBottom, y2[i]);
      }
      for (int row = 0; row < rows.size(); row++) {
        float left = rows.x1(row);
        float top = rows.y1(row);
        float right = rows.x2(row);
        float bottom = rows.y2(row);
        if (left >= farRight || right <= farLeft || top >= farBottom || bottom <= farTop) {
          continue;
        }
        float area = rows.area(row);
        // Without branches, so that the compiler turns the loop into vector instructions.
        for (int i = 0; i < count; i++) {
          float width = Math.max(0, Math.min(right, x2[i]) - Math.max(left, x1[i]));
          float height = Math.max(0, Math.min(bottom, y2[i]) - Math.max(top, y1[i]));
          float both = width * height;
          values[i] = both / union(area, (x2[i] - x1[i]) * (y2[i] - y1[i]), both);
        }
        sink.accept(row, start, values, count);
      }
    }
  }

  /**
   * Measures all pairs.
   *
   * @param rows boxes (n)
   * @param columns boxes (m)
   * @return overlap of each pair, (n x m), row by row
   */
  public static float[] iou(Boxes rows, Boxes columns) {
    int width = columns.size();
    float[] all = new float[Math.multiplyExact(rows.size(), width)];
    stream(
        rows,
        columns,
        (row, start, values, count) ->
            System.arraycopy(values, 0, all, row * width + start, count));
    return all;
  }

  /** Area of two boxes together; positive, so that an empty intersection gives 0 and not 0/0. */
  private static float union(float one, float other, float both) {
    return Math.max(one + other - both, Float.MIN_NORMAL);
  }
}
