package io.greenmim.pvt;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.nn.ReducedAttention.Keys;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Rows;

/**
 * Cells of a whole grid, as many for any size: adaptive average pooling, whose cell i of a side of
 * n sites reaches from floor(i n / 7) to ceil((i + 1) n / 7).
 *
 * @param area sites of the largest cell
 * @param sites numbers of the sites of each cell, those that a smaller cell lacks as 0
 * @param weights the share of each of them in the mean; 0 for what a cell lacks
 */
record PooledCells(int area, int[] sites, float[] weights) {

  private static final int POOL = PvtConfig.POOL;

  /** How many cells there are. */
  static final int COUNT = POOL * POOL;

  /** The cells of a grid. */
  static PooledCells of(int height, int width) {
    int area = most(height) * most(width);
    int[] sites = new int[COUNT * area];
    float[] weights = new float[sites.length];
    for (int cell = 0; cell < COUNT; cell++) {
      int top = cell / POOL * height / POOL;
      int left = cell % POOL * width / POOL;
      int bottom = end(cell / POOL, height);
      int right = end(cell % POOL, width);
      int next = cell * area;
      for (int row = top; row < bottom; row++) {
        for (int col = left; col < right; col++) {
          sites[next] = row * width + col;
          weights[next++] = 1f / ((bottom - top) * (right - left));
        }
      }
    }
    return new PooledCells(area, sites, weights);
  }

  private static int end(int cell, int side) {
    return ((cell + 1) * side + POOL - 1) / POOL;
  }

  /** The most sites of a cell along a side. */
  private static int most(int side) {
    int most = 0;
    for (int cell = 0; cell < POOL; cell++) {
      most = Math.max(most, end(cell, side) - cell * side / POOL);
    }
    return most;
  }

  /** Rows of the sites of each cell in a batch, (cells, B, sites). */
  int[] rows(int batch) {
    int[] rows = new int[sites.length * batch];
    for (int i = 0; i < rows.length; i++) {
      int cell = i / area / batch;
      rows[i] = sites[cell * area + i % area] * batch + i / area % batch;
    }
    return rows;
  }

  /** Copies the cells of a batch to a device, whose rows these are. */
  Keys toDevice(NDManager manager, int[] rows, int batch) {
    return new Keys(
        Rows.index(manager, rows).reshape(COUNT, batch, area),
        EngineMemory.of(manager, weights, new Shape(COUNT, 1, area)));
  }
}
