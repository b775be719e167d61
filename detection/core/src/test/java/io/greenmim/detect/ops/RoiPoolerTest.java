package io.greenmim.detect.ops;

import static io.greenmim.detect.testing.Golden.GRADIENTS;
import static io.greenmim.detect.testing.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.testing.Golden;
import io.greenmim.detect.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoiPoolerTest {

  private static final double POOLED = 1e-5;

  @Test
  void poolingAndItsGradientEqualTheRecordedOnes() throws IOException {
    Golden golden = Golden.open("ops.safetensors");
    JsonObject cases =
        JsonParser.parseString(Files.readString(Shared.recorded("ops.json")))
            .getAsJsonObject()
            .getAsJsonObject("cases")
            .getAsJsonObject("roi_align");
    assertEquals(12, cases.size());
    for (String name : cases.keySet()) {
      try (NDManager manager = NDManager.newBaseManager()) {
        check(manager, golden, name, cases.getAsJsonObject(name));
      }
    }
  }

  private static void check(NDManager manager, Golden golden, String name, JsonObject params) {
    JsonObject keys = params.getAsJsonObject("tensors");
    NDArray features = golden.array(manager, keys.get("features").getAsString());
    NDArray rois = golden.array(manager, keys.get("rois").getAsString());
    int images = (int) features.getShape().get(0);
    float[] values = rois.toFloatArray();
    List<Boxes> boxes = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      List<Float> corners = new ArrayList<>();
      for (int i = 0; i < values.length / 5; i++) {
        if (values[5 * i] == image) {
          order.add(i);
          for (int j = 1; j < 5; j++) {
            corners.add(values[5 * i + j]);
          }
        }
      }
      float[] list = new float[corners.size()];
      IntStream.range(0, list.length).forEach(i -> list[i] = corners.get(i));
      boxes.add(Boxes.of(list));
    }
    int level = params.get("spatial_scale").getAsDouble() == 1 ? 0 : 2;
    assertEquals(Math.pow(2, -level), params.get("spatial_scale").getAsDouble());
    RoiPooler pooler =
        new RoiPooler(
            new RoiAlign(
                params.getAsJsonArray("output_size").get(0).getAsInt(),
                params.getAsJsonArray("output_size").get(1).getAsInt(),
                params.get("sampling_ratio").getAsInt(),
                params.get("aligned").getAsBoolean()),
            new LevelAssignment(level, level, 224, 4));
    NDArray expected = golden.array(manager, keys.get("output").getAsString());
    if (order.isEmpty()) {
      assertEquals(expected.getShape(), pooler.pool(List.of(features), boxes).getShape());
      return;
    }
    NDArray rows = manager.create(order.stream().mapToInt(i -> i).toArray());
    assertClose(expected.get(rows), pooler.pool(List.of(features), boxes), POOLED, name);
    NDArray gradient = golden.array(manager, keys.get("grad_output").getAsString()).get(rows);
    backward(pooler, List.of(features), boxes, gradient);
    golden.assertGradient(keys.get("grad_features").getAsString(), features.getGradient(), 1e-5);
  }

  /** Lets a gradient come back to the maps. */
  private static NDArray backward(
      RoiPooler pooler, List<NDArray> maps, List<Boxes> boxes, NDArray gradient) {
    maps.forEach(map -> map.setRequiresGradient(true));
    try (GradientCollector collector = gradient.getManager().getEngine().newGradientCollector();
        PooledRois rois = pooler.record(maps, boxes)) {
      collector.backward(rois.features().mul(gradient).sum());
      PooledRois.backward(maps.get(0).mul(0).sum(), List.of(rois));
      return rois.features().duplicate();
    }
  }

  @Test
  void regionsOfAllLevelsEqualTheRecordedOnes() {
    Golden golden = Golden.open("ops.safetensors");
    String group = "roi_pooler/fpn_7x7/";
    try (NDManager manager = NDManager.newBaseManager()) {
      List<NDArray> maps = new ArrayList<>();
      List<Boxes> boxes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        NDArray image = golden.array(manager, group + "boxes_image" + i);
        boxes.add(Boxes.of(image.toFloatArray()));
      }
      for (int level = 2; level <= 5; level++) {
        maps.add(golden.array(manager, group + "features_p" + level));
      }
      LevelAssignment levels = new LevelAssignment(2, 5, 224, 4);
      assertArrayEquals(
          golden.array(manager, group + "level").toIntArray(), levels.levels(Boxes.concat(boxes)));
      RoiPooler pooler = new RoiPooler(RoiAlign.published(7), levels);
      NDArray gradient = golden.array(manager, group + "grad_output");
      NDArray pooled = backward(pooler, maps, boxes, gradient);
      assertClose(golden.array(manager, group + "output"), pooled, POOLED, "pooled");
      for (int i = 0; i < maps.size(); i++) {
        golden.assertGradient(
            group + "grad_features_p" + (i + 2), maps.get(i).getGradient(), GRADIENTS);
      }
    }
  }

  @Test
  void theMeanOfABinIsRead() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // A plane is its own interpolation, so the mean of a bin is the value at its centre.
      float[] plane = new float[20 * 30];
      for (int i = 0; i < plane.length; i++) {
        int row = i / 30;
        plane[i] = 3 * row + i % 30;
      }
      NDArray map = manager.create(plane, new Shape(1, 1, 20, 30));
      RoiPooler pooler =
          new RoiPooler(new RoiAlign(2, 3, 0, true), new LevelAssignment(2, 2, 224, 4));
      NDArray pooled = pooler.pool(List.of(map), List.of(Boxes.of(8, 12, 68, 52)));
      float[] expected = new float[6];
      for (int i = 0; i < 6; i++) {
        int row = i / 3;
        double y = (12 + (row + 0.5) * 20) / 4 - 0.5;
        double x = (8 + (i % 3 + 0.5) * 20) / 4 - 0.5;
        expected[i] = (float) (3 * y + x);
      }
      assertArrayEquals(expected, pooled.toFloatArray(), 1e-4f);
    }
  }

  @Test
  void degenerateRegionsHaveFiniteFeatures() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray map = manager.ones(new Shape(2, 3, 8, 8));
      RoiPooler pooler = new RoiPooler(RoiAlign.published(2), new LevelAssignment(2, 2, 224, 4));
      Boxes one = Boxes.of(4, 4, 5, 5, 9, 9, 9, 9, 100, 100, 120, 130, -50, -50, -20, -20);
      NDArray pooled =
          backward(
              pooler, List.of(map), List.of(Boxes.NONE, one), manager.ones(new Shape(4, 3, 2, 2)));
      // One pixel; no pixel; outside to the right and to the left.
      assertArrayEquals(
          new float[] {1, 0, 0, 0},
          pooled.reshape(4, 12).mean(new int[] {1}).toFloatArray(),
          1e-6f);
      assertEquals(3 * 4, map.getGradient().sum().getFloat(), 1e-4);
      assertEquals(0, map.getGradient().get(0).abs().sum().getFloat());
    }
  }

  @Test
  void noRegionsAddNothing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray map = manager.ones(new Shape(1, 3, 8, 8));
      RoiPooler pooler = new RoiPooler(RoiAlign.published(7), new LevelAssignment(2, 2, 224, 4));
      NDArray none = manager.zeros(new Shape(0, 3, 7, 7));
      NDArray pooled = backward(pooler, List.of(map), List.of(Boxes.NONE), none);
      assertEquals(none.getShape(), pooled.getShape());
      assertEquals(0, map.getGradient().abs().sum().getFloat());
    }
  }

  @Test
  void refusesListsThatDoNotFit() {
    try (NDManager manager = NDManager.newBaseManager()) {
      List<NDArray> maps = List.of(manager.ones(new Shape(1, 3, 8, 8)));
      RoiPooler pooler = new RoiPooler(RoiAlign.published(7), new LevelAssignment(2, 3, 224, 4));
      IllegalArgumentException levels =
          assertThrows(
              IllegalArgumentException.class, () -> pooler.pool(maps, List.of(Boxes.NONE)));
      assertTrue(levels.getMessage().contains("at least 2, got 1"), levels.getMessage());
      RoiPooler single = new RoiPooler(RoiAlign.published(7), new LevelAssignment(2, 2, 224, 4));
      assertThrows(IllegalArgumentException.class, () -> single.pool(maps, List.of()));
    }
  }
}
