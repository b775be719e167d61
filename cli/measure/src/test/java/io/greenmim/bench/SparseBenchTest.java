package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparseBenchTest {

  private static SparseBench settings(String model, int share) {
    return new SparseBench(
        model, new ImageSize(64, 96), List.of(share, 100), 2, Precision.FP32, 1, 1, "cpu");
  }

  @Test
  void measuresEveryDepthwiseLayerAtEachShare() throws IOException, InterruptedException {
    SparseBench.Result result = settings("pvt_v2_nano", 50).measure();

    List<DepthwiseLayers> layers = DepthwiseLayers.of("pvt_v2_nano", new ImageSize(64, 96));
    assertEquals(4, layers.size());
    assertEquals(3 * layers.size(), result.rows().size());
    SparseBench.Row dense = result.rows().get(0);
    SparseBench.Row half = result.rows().get(1);
    DepthwiseLayers first = layers.get(0);
    assertEquals(3 * 2 * 2 * 16 * 24 * 9.0 * first.channels() / 1e9, dense.gigaFlops(), 1e-12);
    assertEquals(dense.gigaFlops() / 2, half.gigaFlops(), 1e-12);
    assertTrue(half.millis().least() > 0 && half.processor() >= 0, half.toString());
    String text = result.text();
    assertEquals(2 + 12 + 3, text.lines().count(), text);
    Map<?, ?> shares = (Map<?, ?>) result.values().get("percentOfDense");
    assertEquals(List.of("50", "100"), List.copyOf(shares.keySet()));
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertEquals(
        "model: expected one with depth-wise convolutions, got swin_nano_patch4_window7_224",
        assertThrows(
                IllegalArgumentException.class, () -> settings("swin_nano_patch4_window7_224", 50))
            .getMessage());
    assertEquals(
        "visible: expected 1 to 100 percent, got 0",
        assertThrows(IllegalArgumentException.class, () -> settings("pvt_v2_nano", 0))
            .getMessage());
    assertEquals(
        "visible: expected at least one of 6 patches, got none with 1 percent",
        assertThrows(IllegalArgumentException.class, () -> settings("pvt_v2_nano", 1))
            .getMessage());
    assertEquals(
        "visible: expected each share once, got [100, 100]",
        assertThrows(IllegalArgumentException.class, () -> settings("pvt_v2_nano", 100))
            .getMessage());
  }

  @Test
  void noTicksOfTheProcessorAreNoShare() {
    Spread millis = Spread.of(List.of(2.0));
    SparseBench.Result result =
        new SparseBench.Result(
            settings("pvt_v2_nano", 50),
            List.of(
                new SparseBench.Row("layers", 1, 0, "channels last", millis, 0, 1),
                new SparseBench.Row("layers", 1, 50, "grid", millis, 10, 1)),
            "cpu");
    assertFalse(result.text().contains("NaN") || result.text().contains("Inf"), result.text());
    assertTrue(result.text().lines().toList().get(3).matches(".* 100 % +10.00 +- +1.00"));
  }
}
