package io.greenmim.verify.detect;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.ops.RoiAlign;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import io.greenmim.verify.ReferenceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Features of regions, and the gradients that they hand on to the maps. */
final class PoolingOperators {

  /** Numbers of a region: index of its image, then its corners. */
  private static final int REGION = 5;

  private static final String OUTPUT = "output";
  private static final String GRADIENT = "grad_output";

  private PoolingOperators() {}

  static void align(OperatorCase call) throws IOException {
    ReferenceConfig given = call.parameters();
    int level = level(call, given.number("spatial_scale"));
    RoiPooler pooler = new RoiPooler(align(given), new LevelAssignment(level, level, 1, level));
    float[] rois = call.floats("rois");
    int images = call.length("features", 0);
    int[] order = byImage(rois, images);
    List<Boxes> boxes = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      boxes.add(boxes(rois, image));
    }
    try (NDManager manager = NDManager.newBaseManager();
        ArrayScope scope = new ArrayScope()) {
      List<NDArray> maps = List.of(call.float32(manager, "features"));
      compare(call, manager, new Pooling(pooler, maps, List.of("grad_features"), boxes), order);
    }
  }

  private static int level(OperatorCase call, double scale) throws IOException {
    int level = -Math.getExponent(scale);
    if (scale != Math.pow(2, -level)) {
      throw new IOException(
          "%s: spatial_scale: expected a power of two, got %s".formatted(call.name(), scale));
    }
    return level;
  }

  private static RoiAlign align(ReferenceConfig given) throws IOException {
    List<Integer> size = given.integers("output_size");
    return new RoiAlign(
        size.get(0), size.get(1), given.integer("sampling_ratio"), given.flag("aligned"));
  }

  static void pool(OperatorCase call) throws IOException {
    ReferenceConfig given = call.parameters();
    List<Integer> strides = given.integers("strides");
    int lowest = Integer.numberOfTrailingZeros(strides.get(0));
    LevelAssignment levels =
        new LevelAssignment(
            lowest,
            lowest + strides.size() - 1,
            given.number("canonical_size"),
            given.integer("canonical_level"));
    List<Boxes> boxes = new ArrayList<>();
    while (call.has("boxes_image" + boxes.size())) {
      boxes.add(call.boxes("boxes_image" + boxes.size()));
    }
    Boxes all = Boxes.concat(boxes);
    call.compare("level", levels.levels(all));
    try (NDManager manager = NDManager.newBaseManager();
        ArrayScope scope = new ArrayScope()) {
      List<NDArray> maps = new ArrayList<>();
      List<String> gradients = new ArrayList<>();
      for (int i = 0; i < strides.size(); i++) {
        String level = "p" + (lowest + i);
        maps.add(call.float32(manager, "features_" + level));
        gradients.add("grad_features_" + level);
      }
      RoiPooler pooler = new RoiPooler(align(given), levels);
      int[] order = IntStream.range(0, all.size()).toArray();
      compare(call, manager, new Pooling(pooler, maps, gradients, boxes), order);
    }
  }

  /** A pooling of regions by image, and the names of the maps' gradients. */
  private record Pooling(
      RoiPooler pooler, List<NDArray> maps, List<String> gradients, List<Boxes> boxes) {}

  /** Compares results; region i of ours is region {@code order[i]} of the file. */
  private static void compare(OperatorCase call, NDManager manager, Pooling pooling, int[] order)
      throws IOException {
    int[] back = new int[order.length];
    IntStream.range(0, order.length).forEach(i -> back[order[i]] = i);
    if (!call.has(GRADIENT)) {
      NDArray pooled = pooling.pooler().pool(pooling.maps(), pooling.boxes());
      call.compare(OUTPUT, pooled, Agreement.FEATURES);
      return;
    }
    pooling.maps().forEach(map -> map.setRequiresGradient(true));
    NDArray given = call.float32(manager, GRADIENT);
    NDArray gradient = Rows.gather(given, Rows.index(manager, order));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector();
        PooledRois rois = pooling.pooler().record(pooling.maps(), pooling.boxes())) {
      Shape shape = rois.features().getShape();
      NDArray rows = rois.features().duplicate().reshape(shape.get(0), -1);
      NDArray ordered = Rows.gather(rows, Rows.index(manager, back)).reshape(shape);
      call.compare(OUTPUT, ordered, Agreement.FEATURES);
      collector.backward(rois.features().mul(gradient).sum());
      PooledRois.backward(pooling.maps().get(0).mul(0).sum(), List.of(rois));
    }
    for (int i = 0; i < pooling.maps().size(); i++) {
      call.compare(
          pooling.gradients().get(i), pooling.maps().get(i).getGradient(), Agreement.FEATURES);
    }
  }

  private static int[] byImage(float[] rois, int images) {
    return IntStream.range(0, images)
        .flatMap(
            image ->
                IntStream.range(0, rois.length / REGION)
                    .filter(i -> (int) rois[i * REGION] == image))
        .toArray();
  }

  private static Boxes boxes(float[] rois, int image) {
    int[] own =
        IntStream.range(0, rois.length / REGION)
            .filter(i -> (int) rois[i * REGION] == image)
            .toArray();
    float[] corners = new float[Boxes.WIDTH * own.length];
    for (int i = 0; i < own.length; i++) {
      System.arraycopy(rois, own[i] * REGION + 1, corners, Boxes.WIDTH * i, Boxes.WIDTH);
    }
    return Boxes.of(corners);
  }
}
