package io.greenmim.detect.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One pooling of regions: a product of each level with a sparse matrix, and with its transpose for
 * the gradient, so that both read whole cells, in memory's order as far as regions are neighbours.
 */
final class RoiPooling {

  /** Cells of a tile along each axis: about the side of a region on its level. */
  private static final int TILE = 16;

  private static final int TILE_BITS = 12;

  /** Regions that are pooled at a time: what comes out is still in the cache when it is moved. */
  private static final int CHUNK = 128;

  private final RoiAlign align;
  private final List<NDArray> maps;
  private final int count;
  private final List<Chunk> chunks;

  /** Some regions of a level, and what they read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chunk(int level, int[] regions, RoiTaps taps) {}

  private RoiPooling(RoiAlign align, List<NDArray> maps, int count, List<Chunk> chunks) {
    this.align = align;
    this.maps = maps;
    this.count = count;
    this.chunks = chunks;
  }

  static RoiPooling of(RoiPooler pooler, List<NDArray> maps, List<Boxes> boxes) {
    int lowest = pooler.levels().lowest();
    int used = pooler.levels().highest() - lowest + 1;
    if (maps.size() < used) {
      throw new IllegalArgumentException(
          "levels: expected at least %s, got %s".formatted(used, maps.size()));
    }
    if (boxes.size() != maps.get(0).getShape().get(0)) {
      throw new IllegalArgumentException(
          "regions: expected a list for each of %s images, got %s"
              .formatted(maps.get(0).getShape().get(0), boxes.size()));
    }
    Boxes all = Boxes.concat(boxes);
    int[] images =
        IntStream.range(0, boxes.size())
            .flatMap(image -> IntStream.generate(() -> image).limit(boxes.get(image).size()))
            .toArray();
    int[] levelOf = pooler.levels().levels(all);
    RoiTaps.Regions regions = new RoiTaps.Regions(all, images);
    List<Supplier<Chunk>> chunks = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      int index = i;
      Shape shape = maps.get(i).getShape();
      double scale = Math.pow(2, -lowest - i);
      RoiTaps.Grid grid = new RoiTaps.Grid((int) shape.get(2), (int) shape.get(3), scale);
      int[] ordered = ordered(regions, r -> levelOf[r] == lowest + index, grid.scale());
      for (int begin = 0; begin < ordered.length; begin += CHUNK) {
        int[] some = Arrays.copyOfRange(ordered, begin, Math.min(ordered.length, begin + CHUNK));
        chunks.add(() -> chunk(regions, index, some, grid, pooler.align()));
      }
    }
    List<Chunk> made = chunks.parallelStream().map(Supplier::get).toList();
    return new RoiPooling(pooler.align(), maps.subList(0, used), all.size(), made);
  }

  private static Chunk chunk(
      RoiTaps.Regions all, int level, int[] regions, RoiTaps.Grid grid, RoiAlign align) {
    int[] images = IntStream.of(regions).map(region -> all.images()[region]).toArray();
    RoiTaps.Regions chosen = new RoiTaps.Regions(all.boxes().select(regions), images);
    return new Chunk(level, regions, RoiTaps.of(chosen, grid, align));
  }

  /** The regions of a level in the order in which they are read. */
  private static int[] ordered(RoiTaps.Regions all, IntPredicate member, double scale) {
    return IntStream.range(0, all.images().length)
        .filter(member)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(region -> all.images()[region])
                .thenComparingInt(region -> tile(all.boxes(), region, scale)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The place of a region's centre on Morton's curve (1966): neighbours read the same cells while
   * these are in the processor's cache.
   */
  private static int tile(Boxes boxes, int region, double scale) {
    int x = (int) ((boxes.x1(region) + boxes.x2(region)) * scale / (2 * TILE));
    int y = (int) ((boxes.y1(region) + boxes.y2(region)) * scale / (2 * TILE));
    int place = 0;
    for (int bit = 0; bit < TILE_BITS; bit++) {
      place |= ((x >> bit) & 1) << (2 * bit);
      place |= ((y >> bit) & 1) << (2 * bit + 1);
    }
    return place;
  }

  /** The pooled features, (R, C, h, w), without a graph. */
  NDArray pooled() {
    NDManager manager = maps.get(0).getManager();
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope();
        NDManager host = manager.newSubManager(Device.cpu())) {
      NDList arguments = new NDList(DetectionKernels.list("maps", maps));
      if (chunks.isEmpty()) {
        return scope.keep(manager.zeros(shape()));
      }
      arguments.addAll(arrays(chunks.stream().map(Chunk::taps).toList()));
      for (Chunk chunk : chunks) {
        arguments.add(ints(manager, chunk.regions(), "regions[]"));
      }
      arguments.add(host.create(chunks.stream().mapToInt(Chunk::level).toArray()));
      arguments.add(host.create(new int[] {count, align.height(), align.width()}));
      return scope.keep(kernels().call("pool", arguments));
    }
  }

  /** The gradient of each map, (B, C, H_l, W_l), from that of the pooled features. */
  List<NDArray> gradients(NDArray gradient) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      List<RoiTaps> transposed =
          IntStream.range(0, maps.size()).parallel().mapToObj(this::transpose).toList();
      NDList arguments = new NDList(DetectionKernels.list("maps", maps));
      arguments.add(gradient);
      arguments.addAll(arrays(transposed));
      NDList gradients = kernels().callAll("unpool", arguments);
      gradients.forEach(scope::keep);
      return gradients;
    }
  }

  private RoiTaps transpose(int level) {
    Shape shape = maps.get(level).getShape();
    int cells = Math.toIntExact(shape.get(0) * shape.get(2) * shape.get(3));
    List<Chunk> own = chunks.stream().filter(chunk -> chunk.level() == level).toList();
    return RoiTaps.transpose(
        own.stream().map(Chunk::taps).toList(),
        cells,
        own.stream().map(chunk -> bins(chunk.regions())).toList());
  }

  /** Rows of the pooled features that regions fill. */
  private int[] bins(int[] regions) {
    int bins = align.bins();
    return IntStream.of(regions)
        .flatMap(region -> IntStream.range(region * bins, (region + 1) * bins))
        .toArray();
  }

  private Shape shape() {
    return new Shape(count, maps.get(0).getShape().get(1), align.height(), align.width());
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
      NDArray weights = EngineMemory.lend(manager, t.weights());
      weights.setName("weights[]");
      arrays.add(weights);
    }
    taps.forEach(t -> arrays.add(ints(manager, t.offsets(), "offsets[]")));
    return arrays;
  }

  private static NDArray ints(NDManager manager, int[] values, String name) {
    NDArray array = EngineMemory.lend(manager, values);
    array.setName(name);
    return array;
  }
}
