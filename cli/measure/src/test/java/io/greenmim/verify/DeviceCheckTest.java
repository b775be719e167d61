package io.greenmim.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.verify.DeviceCheck.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** All families, every form that they compute in. */
class DeviceCheckTest {

  private static List<Row> agreeing(Device device, int precisions) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    new DeviceCheck(device).run(rows::add);
    assertEquals(
        Backbones.families().stream().map(BackboneFamily::smallVariant).collect(Collectors.toSet()),
        rows.stream().map(Row::model).collect(Collectors.toSet()));
    assertEquals(0, rows.size() % precisions, rows::toString);
    for (Row row : rows) {
      assertTrue(row.passed(), row.toLine());
    }
    return rows;
  }

  @Test
  void theFormsOfTheProcessorAgreeWithPlainOperations() throws InterruptedException {
    List<Row> rows = agreeing(Device.cpu(), 2);
    for (Row row : rows) {
      // Float32 differs by rounding alone, bfloat16 by more than that.
      assertEquals(row.precision() == Precision.BF16, row.error() > 1e-4, row.toLine());
    }
  }

  @Test
  void aGpuAgreesWithTheProcessor() throws InterruptedException {
    assumeTrue(Engine.getInstance().getGpuCount() > 0, "the engine sees no GPU");
    agreeing(Device.gpu(0), 3);
  }

  @Test
  void whatIsFurtherOffThanThePrecisionExplainsFails() {
    Row row = new Row("model", PretrainMethod.GREENMIM, Precision.FP32, "loss", 0.01);
    assertFalse(row.passed());
    assertEquals("FAIL  model greenmim fp32: 1.0e-02 (loss)", row.toLine());
    assertTrue(new Row("model", PretrainMethod.GREENMIM, Precision.BF16, "loss", 0.01).passed());
    assertFalse(
        new Row("model", PretrainMethod.GREENMIM, Precision.BF16, "loss", Double.NaN).passed());
  }
}
