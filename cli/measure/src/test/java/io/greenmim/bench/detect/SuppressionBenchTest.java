package io.greenmim.bench.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SuppressionBenchTest {

  @Test
  void measuresSpreadAndClusteredBoxes() throws InterruptedException {
    SuppressionBench settings = new SuppressionBench(new MeasuredImage(300, 500), 200, 5, 2, 1, 0);
    SuppressionBench.Result result = settings.measure();
    assertEquals(4, result.rows().size());
    SuppressionBench.Row spread = result.rows().get(0);
    SuppressionBench.Row clustered = result.rows().get(2);
    assertEquals(SuppressionBench.Layout.CLUSTERED, clustered.layout());
    assertEquals(1000, spread.most());
    // Few boxes that lie anywhere cover another; twenty objects leave far fewer.
    assertTrue(spread.kept() > 600 && spread.kept() < 1000, spread.toString());
    assertTrue(clustered.kept() < spread.kept() / 2, clustered.toString());
    for (int i = 1; i < 4; i += 2) {
      assertEquals(100, result.rows().get(i).kept());
    }
    for (SuppressionBench.Row row : result.rows()) {
      assertTrue(row.millis().least() > 0);
    }
    assertEquals(result.rows().get(0).kept(), settings.measure().rows().get(0).kept());
    String text = result.text();
    assertTrue(text.contains("clustered") && text.contains("all"), text);
  }
}
