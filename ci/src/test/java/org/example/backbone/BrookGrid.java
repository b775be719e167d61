package org.example.backbone;

import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The cells of a stage that are there: row numbers of their neighbours, and of what is merged. */
record BrookGrid(
    int height, int width, int images, int[] cells, int[] neighbours, int[] quadruples) {

  /** What the planner makes of a mask. */
  record Plan(List<PatchMask> masks, List<BrookGrid> grids) implements MaskPlan {}

  /** The grids of all stages; the first has the cells that are given, row-major. */
  static List<BrookGrid> chain(int height, int width, int[] cells, int stages) {
    List<BrookGrid> grids = new ArrayList<>();
    BrookGrid grid = of(height, width, cells);
    for (int i = 0; i < stages; i++) {
      grids.add(grid);
      grid = of((grid.height + 1) / 2, (grid.width + 1) / 2, grid.merged());
    }
    return grids;
  }

  /** The grids of images that show different cells. */
  static List<BrookGrid> join(List<List<BrookGrid>> images) {
    return IntStream.range(0, images.get(0).size())
        .mapToObj(
            i -> {
              List<BrookGrid> grids = images.stream().map(chain -> chain.get(i)).toList();
              return new BrookGrid(
                  grids.get(0).height,
                  grids.get(0).width,
                  grids.size(),
                  MaskBatch.flatRows(grids.stream().map(BrookGrid::cells).toList()),
                  MaskBatch.flatRows(grids.stream().map(BrookGrid::neighbours).toList()),
                  MaskBatch.flatRows(grids.stream().map(BrookGrid::quadruples).toList()));
            })
        .toList();
  }

  private static BrookGrid of(int height, int width, int[] cells) {
    int[][] rows = new int[height + 2][width + 2]; // with a border, where nothing is
    Arrays.stream(rows).forEach(row -> Arrays.fill(row, cells.length));
    for (int i = 0; i < cells.length; i++) {
      rows[cells[i] / width + 1][cells[i] % width + 1] = i;
    }
    int n = cells.length;
    int[] neighbours = new int[4 * n];
    for (int i = 0; i < n; i++) {
      int y = cells[i] / width + 1;
      int x = cells[i] % width + 1;
      neighbours[i] = rows[y - 1][x];
      neighbours[n + i] = rows[y + 1][x];
      neighbours[2 * n + i] = rows[y][x - 1];
      neighbours[3 * n + i] = rows[y][x + 1];
    }
    BrookGrid grid = new BrookGrid(height, width, 1, cells, neighbours, null);
    int[] quadruples =
        Arrays.stream(grid.merged())
            .flatMap(
                cell -> {
                  int y = cell / ((width + 1) / 2) * 2 + 1;
                  int x = cell % ((width + 1) / 2) * 2 + 1;
                  return Arrays.stream(
                      new int[] {rows[y][x], rows[y + 1][x], rows[y][x + 1], rows[y + 1][x + 1]});
                })
            .toArray();
    return new BrookGrid(height, width, 1, cells, neighbours, quadruples);
  }

  /** The cells of the next stage. */
  private int[] merged() {
    int half = (width + 1) / 2;
    return Arrays.stream(cells)
        .map(cell -> cell / width / 2 * half + cell % width / 2)
        .distinct()
        .sorted()
        .toArray();
  }
}
