package io.greenmim.detect.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.Kernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One pooling of regions: a product of each level with a sparse matrix, and with its transpose for
 * the gradient, so that both read whole cells, in memory's order as far as regions are neighbours.
 */
final class RoiPooling {

  private final RoiAlign align;
  private final List<NDArray> maps;
  private final int count;
  private final List<Level> levels;

  /** The regions of a level in the order in which they are read, and what they read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Level(int[] regions, RoiTaps taps) {}

  private RoiPooling(RoiAlign align, List<NDArray> maps, int count, List<Level> levels) {
    this.align = align;
    this.maps = maps;
    this.count = count;
    this.levels = levels;
  }

  static RoiPooling of(RoiPooler pooler, List<NDArray> maps, List<Boxes> boxes) {
    int lowest = pooler.levels().lowest();
    int used = pooler.levels().highest() - lowest + 1;
    if (maps.size() < used) {
      throw new IllegalArgumentException(
          "levels: expected at least %d, got %d".formatted(used, maps.size()));
    }
    if (boxes.size() != maps.get(0).getShape().get(0)) {
      throw new IllegalArgumentException(
          "regions: expected a list for each of %d images, got %d"
              .formatted(maps.get(0).getShape().get(0), boxes.size()));
    }
    Boxes all = Boxes.concat(boxes);
    int[] images =
        IntStream.range(0, boxes.size())
            .flatMap(image -> IntStream.generate(() -> image).limit(boxes.get(image).size()))
            .toArray();
    int[] levelOf = pooler.levels().levels(all);
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      int level = lowest + i;
      int[] regions =
          IntStream.range(0, all.size())
              .filter(region -> levelOf[region] == level)
              .boxed()
              // Neighbours read the same cells while they are in the cache.
              .sorted(
                  Comparator.<Integer>comparingInt(region -> images[region])
                      .thenComparing(region -> all.y1(region)))
              .mapToInt(Integer::intValue)
              .toArray();
      int[] imageOf = IntStream.of(regions).map(region -> images[region]).toArray();
      Shape shape = maps.get(i).getShape();
      RoiTaps.Grid grid =
          new RoiTaps.Grid((int) shape.get(2), (int) shape.get(3), Math.pow(2, -level));
      RoiTaps.Regions chosen = new RoiTaps.Regions(all.select(regions), imageOf);
      levels.add(new Level(regions, RoiTaps.of(chosen, grid, pooler.align())));
    }
    return new RoiPooling(pooler.align(), maps.subList(0, used), all.size(), levels);
  }

  /** The pooled features, (R, C, h, w), without a graph. */
  NDArray pooled() {
    NDManager manager = maps.get(0).getManager();
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope();
        NDManager host = manager.newSubManager(Device.cpu())) {
      NDList arguments = new NDList(DetectionKernels.list("maps", maps));
      arguments.addAll(arrays(levels.stream().map(Level::taps).toList()));
      for (Level level : levels) {
        arguments.add(ints(manager, level.regions(), "regions[]"));
      }
      arguments.add(host.create(new int[] {count, align.height(), align.width()}));
      return scope.keep(kernels().call("pool", arguments));
    }
  }

  /** The gradient of each map, (B, C, H_l, W_l), from that of the pooled features. */
  List<NDArray> gradients(NDArray gradient) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      List<RoiTaps> transposed = new ArrayList<>();
      for (int i = 0; i < levels.size(); i++) {
        Shape shape = maps.get(i).getShape();
        int cells = Math.toIntExact(shape.get(0) * shape.get(2) * shape.get(3));
        Level level = levels.get(i);
        transposed.add(level.taps().transpose(cells, align.bins(), level.regions()));
      }
      NDList arguments = new NDList(DetectionKernels.list("maps", maps));
      arguments.add(gradient);
      arguments.addAll(arrays(transposed));
      NDList gradients = kernels().callAll("unpool", arguments);
      gradients.forEach(scope::keep);
      return gradients;
    }
  }

  /** The maps that regions are read from, finest first. */
  List<NDArray> maps() {
    return maps;
  }

  private Kernels kernels() {
    return DetectionKernels.float32(maps.get(0).getDevice());
  }

  private List<NDArray> arrays(List<RoiTaps> taps) {
    NDManager manager = maps.get(0).getManager();
    List<NDArray> arrays = new ArrayList<>();
    taps.forEach(t -> arrays.add(ints(manager, t.columns(), "columns[]")));
    for (RoiTaps t : taps) {
      NDArray weights = manager.create(t.weights(), new Shape(t.weights().length));
      weights.setName("weights[]");
      arrays.add(weights);
    }
    taps.forEach(t -> arrays.add(ints(manager, t.offsets(), "offsets[]")));
    return arrays;
  }

  private static NDArray ints(NDManager manager, int[] values, String name) {
    NDArray array = manager.create(values, new Shape(values.length));
    array.setName(name);
    return array;
  }
}
