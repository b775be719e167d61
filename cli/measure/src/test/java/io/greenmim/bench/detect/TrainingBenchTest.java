package io.greenmim.bench.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingBenchTest {

  private static TrainingBench settings(int steps, int window) {
    return new TrainingBench(
        "mask_rcnn_swin_nano", Precision.FP32, List.of(64, 96), 1, steps, window, "cpu", 0);
  }

  @Test
  void growthIsTheWorstAfterTheFirstWindow() {
    TrainingGrowth growth =
        new TrainingGrowth(
            settings(5, 2),
            List.of(900, 100, 90, 130, 110),
            List.of(1.0, 2.0, 3.0, 4.0, 5.0),
            "memory",
            "cpu");
    assertEquals(30, growth.growthPercent(), 1e-9);
    List<TrainingGrowth.Window> windows = growth.windows();
    assertEquals(List.of(2, 4, 5), windows.stream().map(TrainingGrowth.Window::last).toList());
    assertEquals(
        List.of(100, 130, 110), windows.stream().map(TrainingGrowth.Window::megabytes).toList());
    assertEquals(3.5, windows.get(1).millis().median());
    TrainingGrowth shrunk =
        new TrainingGrowth(
            settings(3, 2), List.of(100, 100, 95), List.of(1.0, 1.0, 1.0), "memory", "cpu");
    assertEquals(-5, shrunk.growthPercent(), 1e-9);
  }

  @Test
  void refusesReadingsThatAreMissing() {
    TrainingBench settings = settings(3, 2);
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingGrowth(settings, List.of(1, 2), List.of(1.0, 1.0, 1.0), "m", "c"));
    assertThrows(IllegalArgumentException.class, () -> settings(2, 2));
  }

  @Test
  void measuresARun() throws IOException, InterruptedException {
    TrainingGrowth growth = settings(3, 2).measure();
    assertTrue(growth.megabytes().stream().allMatch(memory -> memory > 0));
    assertTrue(growth.millis().stream().allMatch(millis -> millis > 0));
    String text = growth.text();
    assertEquals(5, text.lines().count(), text);
    assertTrue(text.contains("largest growth after step 2"), text);
  }
}
