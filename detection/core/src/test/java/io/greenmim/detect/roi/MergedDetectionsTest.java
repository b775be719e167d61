package io.greenmim.detect.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.OutputConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedDetectionsTest {

  private static final PixelSize SIZE = new PixelSize(50, 60);

  private static Detections look(float[] scores, int[] classes, float... corners) {
    return new Detections(Boxes.of(corners), scores, classes, new int[scores.length]);
  }

  @Test
  void suppressesWithinAClassAcrossLooks() {
    Detections first =
        look(new float[] {0.6f, 0.5f}, new int[] {0, 1}, 10, 10, 30, 30, 10, 10, 30, 30);
    Detections second =
        look(new float[] {0.9f, 0.01f}, new int[] {0, 0}, 11, 10, 31, 30, 40, 40, 70, 55);

    Detections merged =
        new DetectionSelector(OutputConfig.published()).merge(List.of(first, second), SIZE);

    assertArrayEquals(new float[] {0.9f, 0.5f, 0.01f}, merged.scores());
    assertArrayEquals(new int[] {0, 1, 0}, merged.classes());
    assertArrayEquals(new int[] {2, 1, 3}, merged.regions());
    assertEquals(Boxes.of(11, 10, 31, 30, 10, 10, 30, 30, 40, 40, 60, 50), merged.boxes());
  }

  @Test
  void keepsTheBest() {
    Detections first = look(new float[] {0.6f, 0.5f}, new int[] {0, 1}, 0, 0, 9, 9, 20, 20, 30, 30);
    Detections none = look(new float[0], new int[0]);

    Detections merged =
        new DetectionSelector(new OutputConfig(0.05, 0.5, 1, 0.5))
            .merge(List.of(none, first, none), SIZE);

    assertArrayEquals(new float[] {0.6f}, merged.scores());
    assertEquals(
        0,
        new DetectionSelector(OutputConfig.published())
            .merge(List.of(none, none), SIZE)
            .boxes()
            .size());
  }
}
