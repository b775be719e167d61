package io.greenmim.bench.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.ops.Precision;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InferenceBenchTest {

  private static final String TINY = "mask_rcnn_swin_tiny";

  private static DetectorFlopCounter counter(DetectorConfig config) {
    return new DetectorFlopCounter(MaskRcnn.of(config, 0));
  }

  @Test
  void countsByHandWhatAPublishedHeadMultiplies() {
    DetectorFlops flops =
        counter(MeasuredDetector.config(TINY)).count(new MeasuredImage(50, 64), 7, 3);
    // 50 x 64 pixels are padded to 64 x 64: maps of 16, 8, 4 and 2 cells a side, and one cell.
    double outputs = (256 + 64 + 16 + 4) * 9.0 * 256 * 256;
    double laterals = 256.0 * (256 * 96 + 64 * 192 + 16 * 384 + 4 * 768);
    assertEquals(2 * (outputs + laterals), flops.pyramid());
    assertEquals(2 * 341.0 * (9 * 256 * 256 + 256 * 15), flops.proposals());
    assertEquals(2 * 7.0 * (256 * 49 * 1024 + 1024 * 1024 + 1024 * (81 + 320)), flops.boxes());
    double hidden = 4 * 196 * 9.0 * 256 * 256;
    double upscaled = 28.0 * 28 * 256 * 256;
    assertEquals(2 * 3 * (hidden + upscaled + 28 * 28 * 256 * 80), flops.masks());
    // Stage 1 has 16 x 16 tokens in windows of 7: 7, 7 and 2 on each axis, three windows of 21.
    double linear =
        2.0 * 2 * (256 * 12 * 96 * 96 + 64 * 12 * 192 * 192 + 4 * 12 * 768 * 768)
            + 2.0 * 6 * 16 * 12 * 384 * 384;
    double embedding = 2.0 * 256 * 48 * 96;
    double merging = 2.0 * (64 * 384 * 192 + 16 * 768 * 384 + 4 * 1536 * 768);
    double attention = flops.encoder() - linear - embedding - merging;
    // 7, 7, 2 tokens; shifted by 3: 7, 6 and 3. The other stages fit into two windows or one.
    double first = Math.pow(49 + 49 + 4, 2) + Math.pow(49 + 36 + 9, 2);
    double second = Math.pow(49 + 1, 2) + Math.pow(25 + 9, 2);
    double third = 3 * (Math.pow(16, 2) + Math.pow(16, 2));
    double last = Math.pow(4, 2) + Math.pow(4, 2);
    double expected = 4 * (96 * first + 192 * second + 384 * third + 768 * last);
    assertEquals(expected, attention, 1e-6 * expected);
    assertTrue(flops.padding() > 0);
    assertEquals(
        flops.encoder() + flops.pyramid() + flops.proposals() + flops.boxes() + flops.masks(),
        flops.total());
  }

  @Test
  void countsHeadsThatAreShared() {
    DetectorConfig config =
        SyntheticDetector.config(CocoCategories.guess(2), true, new MaskHeadConfig(14, 5, true));
    DetectorFlops shared = counter(config).count(new MeasuredImage(32, 32), 1, 1);
    DetectorFlops own = counter(SyntheticDetector.config(2)).count(new MeasuredImage(32, 32), 1, 1);
    assertEquals(2 * 4 * config.roi().box().width(), own.boxes() - shared.boxes());
    assertEquals(2 * 28 * 28 * 5, own.masks() - shared.masks());
    DetectorConfig boxesAlone = SyntheticDetector.config(CocoCategories.guess(2), false, null);
    assertEquals(0, counter(boxesAlone).count(new MeasuredImage(32, 32), 1, 1).masks());
  }

  @Test
  void measuresTheWholePathAndItsPhases() throws IOException, InterruptedException {
    InferenceBench settings =
        new InferenceBench(
            "mask_rcnn_swin_nano", Precision.FP32, new MeasuredImage(60, 100), 2, 1, "cpu", 64, 0);
    InferenceBench.Result result = settings.measure();
    assertTrue(result.proposals() > 0 && result.proposals() <= 1000);
    assertEquals(100, result.detections());
    assertTrue(result.objects() > 0 && result.objects() <= 100);
    assertEquals(InferencePhase.values().length, result.phases().size());
    double sum = 0;
    double shares = 0;
    for (InferenceBench.PhaseTime time : result.phases()) {
      assertTrue(time.millis().least() > 0, time.toString());
      sum += time.millis().median();
      shares += time.millis().median() * result.peakPercent(time.phase());
    }
    assertTrue(sum > result.image().least() / 4, "phases miss most of an image");
    // The work of the phases is that of the image.
    assertEquals(result.peakPercent() * result.image().median(), shares, 1e-6 * shares);
    String text = result.text();
    assertTrue(text.contains("100 detections"), text);
    assertTrue(text.contains("whole image"), text);
  }
}
