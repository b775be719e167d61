package io.greenmim.bench.detect;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.ops.RoiAlign;
import io.greenmim.detect.ops.RoiPooler;
import java.util.List;

/**
 * What RoIAlign has to move at least, whatever way it goes about it: every number that it needs
 * once, in float32. A forward pass reads each cell of the maps that a region touches, and writes
 * the pooled features; a backward pass reads the gradient of these and writes that of the maps,
 * zeros included. Boxes, indices and weights are not counted, nor is anything that moves twice.
 *
 * @param touched cells of all maps that at least one region reads
 * @param cells cells of all maps
 * @param bins bins of all regions
 * @param channels channels of a cell and of a bin
 */
public record RoiTraffic(long touched, long cells, long bins, int channels) {

  /**
   * Counts what the pooling of one image moves.
   *
   * @param pooler how regions are read
   * @param maps sizes of the maps that regions are read from, finest first
   * @param boxes the regions in pixels
   * @param channels channels of the maps
   * @return the counts
   */
  static RoiTraffic of(RoiPooler pooler, List<PixelSize> maps, Boxes boxes, int channels) {
    RoiAlign align = pooler.align();
    int[] levels = pooler.levels().levels(boxes);
    long touched = 0;
    long cells = 0;
    for (int i = 0; i < maps.size(); i++) {
      PixelSize map = maps.get(i);
      int level = pooler.levels().lowest() + i;
      float scale = (float) Math.pow(2, -level);
      boolean[] read = new boolean[map.height() * map.width()];
      for (int box = 0; box < levels.length; box++) {
        if (levels[box] == level) {
          boolean[] rows =
              axis(
                  boxes.y1(box) * scale,
                  boxes.y2(box) * scale,
                  align.height(),
                  align,
                  map.height());
          boolean[] columns =
              axis(boxes.x1(box) * scale, boxes.x2(box) * scale, align.width(), align, map.width());
          mark(read, rows, columns);
        }
      }
      cells += read.length;
      for (boolean cell : read) {
        touched += cell ? 1 : 0;
      }
    }
    long bins = (long) boxes.size() * align.height() * align.width();
    return new RoiTraffic(touched, cells, bins, channels);
  }

  /** A bin reads every pair of its rows and columns, so a region reads every pair of its own. */
  private static void mark(boolean[] read, boolean[] rows, boolean[] columns) {
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; rows[row] && column < columns.length; column++) {
        read[row * columns.length + column] |= columns[column];
      }
    }
  }

  /** The rows, or columns, that the samples of a region lie between. */
  private static boolean[] axis(float low, float high, int bins, RoiAlign align, int cells) {
    float start = low - (align.aligned() ? 0.5f : 0);
    float length = align.aligned() ? high - low : Math.max(high - low, 1);
    int samples = align.ratio() > 0 ? align.ratio() : (int) Math.ceil(length / bins);
    boolean[] read = new boolean[cells];
    for (int i = 0; i < bins * samples; i++) {
      float at = start + (i + 0.5f) * length / (bins * samples);
      if (at >= -1 && at <= cells) {
        int first = Math.min((int) Math.max(at, 0), cells - 1);
        read[first] = true;
        read[Math.min(first + 1, cells - 1)] = true;
      }
    }
    return read;
  }

  /** {@return what a forward pass moves: bytes read and written} */
  public long forwardBytes() {
    return (long) Float.BYTES * channels * (touched + bins);
  }

  /** {@return what a backward pass moves: bytes read and written} */
  public long backwardBytes() {
    return (long) Float.BYTES * channels * (bins + cells);
  }
}
