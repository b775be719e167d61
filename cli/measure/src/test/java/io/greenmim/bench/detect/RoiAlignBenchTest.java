package io.greenmim.bench.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.ops.RoiAlign;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.random.SplitMix64;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoiAlignBenchTest {

  private static final RoiPooler ONE_LEVEL =
      new RoiPooler(RoiAlign.published(2), new LevelAssignment(2, 2, 224, 4));

  @Test
  void countsByHandWhatMoves() {
    // On a map of 8 x 8 cells of 4 pixels: rows 0.5 to 2.5 of the first box are sampled at 1 and 2,
    // so rows 1 to 3 are read, and as many columns; the second box lies beyond the map.
    Boxes boxes = Boxes.of(4, 4, 12, 12, 40, 40, 41, 41);
    RoiTraffic none = RoiTraffic.of(ONE_LEVEL, List.of(new PixelSize(8, 8)), boxes, 3);
    assertEquals(new RoiTraffic(3 * 3, 64, 2 * 4, 3), none);
    RoiTraffic corner =
        RoiTraffic.of(ONE_LEVEL, List.of(new PixelSize(8, 8)), Boxes.of(31, 31, 32, 32), 3);
    assertEquals(1, corner.touched());

    RoiTraffic both =
        RoiTraffic.of(
            ONE_LEVEL,
            List.of(new PixelSize(8, 8)),
            Boxes.of(4, 4, 12, 12, 4, 8, 12, 16, 31, 31, 32, 32),
            3);
    // The second box reads the rows 2 to 4 of the same columns; two rows are shared.
    assertEquals(3 * 4 + 1, both.touched());
    assertEquals(4 * 3 * (13 + 12), both.forwardBytes());
    assertEquals(4 * 3 * (12 + 64), both.backwardBytes());
  }

  @Test
  void theCellsThatAreReadAreThoseThatGetAGradient() {
    RoiPooler pooler = new RoiPooler(RoiAlign.published(7), new LevelAssignment(2, 4, 56, 3));
    List<PixelSize> sizes =
        List.of(new PixelSize(24, 40), new PixelSize(12, 20), new PixelSize(6, 10));
    Boxes boxes = DrawnBoxes.spread(DrawnBoxes.random(3), 12, new PixelSize(96, 160));
    long changed = 0;
    try (NDManager manager = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      List<NDArray> maps = new ArrayList<>();
      for (PixelSize size : sizes) {
        NDArray map = manager.ones(new Shape(1, 2, size.height(), size.width()));
        map.setRequiresGradient(true);
        maps.add(map);
      }
      NDArray other = manager.ones(new Shape(1));
      other.setRequiresGradient(true);
      try (PooledRois rois = pooler.record(maps, List.of(boxes))) {
        collector.backward(rois.features().sum());
        PooledRois.backward(other, List.of(rois));
      }
      for (NDArray map : maps) {
        float[] gradient = map.getGradient().get("0, 0").toFloatArray();
        for (float value : gradient) {
          changed += value != 0 ? 1 : 0;
        }
      }
    }
    RoiTraffic traffic = RoiTraffic.of(pooler, sizes, boxes, 2);
    assertEquals(changed, traffic.touched());
    assertTrue(changed < traffic.cells(), "expected cells that no region reads");
  }

  @Test
  void everyLevelOfAPublishedImageIsRead() {
    MeasuredImage size = new MeasuredImage(800, 1333);
    Boxes boxes = DrawnBoxes.spread(DrawnBoxes.random(0), 1000, size.pixels());
    int[] levels = new LevelAssignment(2, 5, 224, 4).levels(boxes);
    for (int level = 2; level <= 5; level++) {
      int wanted = level;
      long count = Arrays.stream(levels).filter(l -> l == wanted).count();
      assertTrue(count >= 50, count + " boxes on level " + level);
    }
    for (int i = 0; i < boxes.size(); i++) {
      assertTrue(boxes.x1(i) >= 0 && boxes.x2(i) <= 1333 && boxes.width(i) > 0);
      assertTrue(boxes.y1(i) >= 0 && boxes.y2(i) <= 800 && boxes.height(i) > 0);
    }
    assertEquals(
        List.of(
            new PixelSize(200, 336),
            new PixelSize(100, 168),
            new PixelSize(50, 84),
            new PixelSize(25, 42)),
        size.maps(MeasuredDetector.config("mask_rcnn_swin_tiny").encoder()));
  }

  @Test
  void boxesStayNearTheirOwn() {
    PixelSize image = new PixelSize(100, 200);
    SplitMix64 random = DrawnBoxes.random(1);
    Boxes boxes = Boxes.of(50, 20, 90, 40);
    Boxes near = DrawnBoxes.near(random, boxes, 0.1, image);
    assertEquals(50, near.x1(0), 4);
    assertEquals(40, near.y2(0), 2);
    assertTrue(near.x1(0) != 50 && near.y2(0) != 40);
  }

  @Test
  void measuresBothPasses() throws IOException, InterruptedException {
    RoiAlignBench settings =
        new RoiAlignBench(
            "mask_rcnn_swin_nano", new MeasuredImage(150, 500), 20, 3, 1, "cpu", 4, 0);
    RoiAlignBench.Result result = settings.measure();
    assertEquals(20, result.perLevel().stream().mapToInt(Integer::intValue).sum());
    assertTrue(result.forward().least() > 0 && result.backward().least() > 0);
    assertTrue(result.bytesPerSecond() > 0);
    RoiTraffic traffic = result.traffic();
    assertEquals(64, traffic.channels());
    assertEquals(20 * 49, traffic.bins());
    assertEquals(40 * 128 + 20 * 64 + 10 * 32 + 5 * 16, traffic.cells());
    double bytes = 4.0 * 64 * (traffic.touched() + 980);
    double rate = bytes / (result.forward().median() / 1e3);
    assertEquals(
        100 * rate / result.bytesPerSecond(), (double) result.values().get("forwardPercent"), 1e-9);
    String text = result.text();
    assertTrue(text.contains("memory bandwidth"), text);
    assertEquals(5, text.lines().count(), text);
  }
}
