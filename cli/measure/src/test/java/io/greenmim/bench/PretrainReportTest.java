package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.weights.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Summaries and tables of made-up measurements, worked out by hand. */
class PretrainReportTest {

  private static final long MEGA = 1_000_000;

  private static final String NANO = "swin_nano_patch4_window7_224";

  private static PretrainCase settings(String model, PretrainMethod method, Precision precision) {
    MaskSharing masks = PretrainRecipe.of(method, model, 1).masks();
    return settings(model, method, precision, masks, GroupingMode.OPTIMAL);
  }

  private static PretrainCase settings(
      String model,
      PretrainMethod method,
      Precision precision,
      MaskSharing masks,
      GroupingMode grouping) {
    return new PretrainCase(
        method,
        precision,
        false,
        model,
        ImageSize.square(224),
        PretrainRecipe.of(method, NANO, 1).maskRatio(),
        masks,
        MaskShape.RANDOM,
        grouping,
        false,
        16,
        2,
        1,
        "cpu",
        64,
        0);
  }

  /** Steps of 4, 10 + extra milliseconds and a peak of memory. */
  private static PretrainSample sample(double extra, long peak) {
    return new PretrainSample(
        List.of(0.5, 1.0),
        List.of(1.0, 2.0),
        List.of(2.0, 4.0),
        List.of(0.5, 3.0 + extra),
        List.of(0.1, 0.2, 0.3),
        List.of(8.0, 16.0 + extra),
        new FlopCount(1e9, 0, 0, 0, 1e9, 0, 2e9),
        new MemoryUse(
            peak, 80 * MEGA, 90 * MEGA, 50 * MEGA, 10 * MEGA, 30 * MEGA, "resident memory"),
        new MatrixRate(4e12, 6e12),
        "a processor, 2 threads");
  }

  private static PretrainSummary summary(
      PretrainMethod method, Precision precision, double extra, long peak) {
    PretrainCase settings = settings(NANO, method, precision);
    return PretrainSummary.of(settings, List.of(sample(extra, peak)));
  }

  @Test
  void aStepIsTheSumOfItsPhases() {
    PretrainSummary summary = summary(PretrainMethod.GREENMIM, Precision.FP32, 0, 200 * MEGA);
    assertEquals(new Spread(7, 4, 10, 10), summary.step());
    assertEquals(new Spread(0.75, 0.5, 1, 1), summary.load());
    assertEquals(new Spread(1.5, 1, 2, 2), summary.forward());
    assertEquals(new Spread(3, 2, 4, 4), summary.backward());
    assertEquals(new Spread(1.75, 0.5, 3, 3), summary.optimiser());
    assertEquals(0.2, summary.planning().median());
    assertEquals(16 / 0.007, summary.imagesPerSecond(), 1e-9);
    assertEquals(new Spread(12, 8, 16, 16), summary.processor());
    assertEquals(16 / 0.012, summary.imagesPerProcessorSecond(), 1e-9);
    assertEquals(16 / 0.007 * 6e9, summary.flopPerSecond(), 1);
    assertEquals(100 * 16 / 0.007 * 6e9 / 6e12, summary.peakPercent(), 1e-9);
    assertEquals(100 * 0.75 / 7, summary.waitingPercent(), 1e-9);
    assertEquals(50, summary.flops().paddingPercent());
    assertEquals(100 * 16 / 0.007 * 6e9 / 4e12, summary.plainPercent(), 1e-9);
    assertEquals(160 * MEGA, summary.memory().held());
  }

  @Test
  void roundsAreTakenTogether() {
    PretrainSummary summary =
        PretrainSummary.of(
            settings(NANO, PretrainMethod.GREENMIM, Precision.FP32),
            List.of(sample(0, 200 * MEGA), sample(10, 300 * MEGA)));
    assertEquals(new Spread(7, 4, 20, 20), summary.step());
    assertEquals(300 * MEGA, summary.memory().peak());
    assertEquals(6e9, summary.flops().step());
  }

  private static PretrainReport report() {
    return new PretrainReport(
        List.of(
            summary(PretrainMethod.GREENMIM, Precision.FP32, 0, 200 * MEGA),
            summary(PretrainMethod.SIMMIM, Precision.FP32, 14, 360 * MEGA),
            summary(PretrainMethod.GREENMIM, Precision.BF16, 0, 120 * MEGA)),
        3);
  }

  @Test
  void comparesMethodsAndPrecisions() {
    List<PretrainReport.Ratio> ratios = report().ratios();
    assertEquals(2, ratios.size(), ratios::toString);
    assertEquals("greenmim fp32", ratios.get(0).over());
    assertEquals("simmim fp32", ratios.get(0).under());
    assertEquals(2, ratios.get(0).speed(), 1e-9);
    assertEquals(19 / 12.0, ratios.get(0).processor(), 1e-9);
    assertEquals(1, ratios.get(0).work(), 1e-9);
    assertEquals(0.5, ratios.get(0).held(), 1e-9);
    assertEquals("greenmim bf16", ratios.get(1).over());
    assertEquals("greenmim fp32", ratios.get(1).under());
    assertEquals(1, ratios.get(1).speed(), 1e-9);
    assertEquals(0.5, ratios.get(1).held(), 1e-9);
  }

  @Test
  void comparesTheFirstModelWithTheOthers() {
    String tiny = "swin_tiny_patch4_window7_224";
    PretrainReport report =
        new PretrainReport(
            List.of(
                summary(PretrainMethod.GREENMIM, Precision.FP32, 0, 200 * MEGA),
                PretrainSummary.of(
                    settings(tiny, PretrainMethod.GREENMIM, Precision.FP32),
                    List.of(sample(14, 200 * MEGA))),
                PretrainSummary.of(
                    settings(tiny, PretrainMethod.SIMMIM, Precision.FP32),
                    List.of(sample(0, 200 * MEGA)))),
            1);
    List<PretrainReport.Ratio> ratios = report.ratios();
    assertEquals(2, ratios.size(), ratios::toString);
    assertEquals(tiny + " greenmim fp32", ratios.get(0).over());
    assertEquals(tiny + " simmim fp32", ratios.get(0).under());
    assertEquals(NANO + " greenmim fp32", ratios.get(1).over());
    assertEquals(tiny + " greenmim fp32", ratios.get(1).under());
    assertEquals(2, ratios.get(1).speed(), 1e-9);
    assertTrue(report.text().startsWith(NANO + ", " + tiny + ", 224 pixels, "), report.text());
  }

  @Test
  void comparesWaysToShareMasksAndToGroupWindows() {
    List<PretrainSummary> summaries = new ArrayList<>();
    for (MaskSharing masks : MaskSharing.values()) {
      for (GroupingMode mode : List.of(GroupingMode.OPTIMAL, GroupingMode.PAIRS)) {
        summaries.add(
            PretrainSummary.of(
                settings(NANO, PretrainMethod.GREENMIM, Precision.FP32, masks, mode),
                List.of(sample(0, 200 * MEGA))));
      }
    }
    assertEquals(
        List.of(
            "greenmim fp32, a mask each image over greenmim fp32",
            "greenmim fp32, a mask each image, grouping pairs over greenmim fp32, grouping pairs",
            "greenmim fp32, grouping pairs over greenmim fp32",
            "greenmim fp32, a mask each image, grouping pairs over greenmim fp32, a mask each"
                + " image"),
        new PretrainReport(summaries, 1)
            .ratios().stream().map(ratio -> ratio.over() + " over " + ratio.under()).toList());
  }

  @Test
  void comparesManyHiddenPatchesWithFewer() {
    PretrainCase few =
        new PretrainCase(
            PretrainMethod.GREENMIM,
            Precision.FP32,
            false,
            NANO,
            ImageSize.square(224),
            0.02,
            MaskSharing.BATCH,
            MaskShape.RANDOM,
            GroupingMode.OPTIMAL,
            false,
            16,
            2,
            1,
            "cpu",
            64,
            0);
    PretrainReport report =
        new PretrainReport(
            List.of(
                PretrainSummary.of(few, List.of(sample(14, 200 * MEGA))),
                summary(PretrainMethod.GREENMIM, Precision.FP32, 0, 200 * MEGA)),
            1);
    assertEquals(1, report.ratios().size(), report.ratios()::toString);
    assertEquals("greenmim fp32", report.ratios().get(0).over());
    assertEquals("greenmim fp32, 0.02 hidden", report.ratios().get(0).under());
    assertEquals(2, report.ratios().get(0).speed(), 1e-9);
  }

  @Test
  void comparesVisibleSitesWithWholeMaps() {
    List<PretrainSummary> both =
        Stream.of(false, true)
            .map(
                zeroFilled ->
                    new PretrainCase(
                        PretrainMethod.FCMAE,
                        Precision.FP32,
                        false,
                        "convnextv2_atto",
                        ImageSize.square(224),
                        0.6,
                        MaskSharing.IMAGE,
                        MaskShape.RANDOM,
                        GroupingMode.OPTIMAL,
                        zeroFilled,
                        16,
                        2,
                        1,
                        "cpu",
                        64,
                        0))
            .map(
                settings ->
                    PretrainSummary.of(
                        settings, List.of(sample(settings.zeroFilled() ? 14 : 0, 200 * MEGA))))
            .toList();
    List<PretrainReport.Ratio> ratios = new PretrainReport(both, 1).ratios();
    assertEquals(1, ratios.size(), ratios::toString);
    assertEquals("fcmae fp32", ratios.get(0).over());
    assertEquals("fcmae fp32, zero-filled", ratios.get(0).under());
    assertEquals(2, ratios.get(0).speed(), 1e-9);
  }

  @Test
  void nothingOverNothingIsLeftOut() {
    PretrainReport report =
        new PretrainReport(
            List.of(
                summary(PretrainMethod.GREENMIM, Precision.FP32, 0, 200 * MEGA),
                summary(PretrainMethod.SIMMIM, Precision.FP32, 0, 40 * MEGA)),
            1);
    assertNull(report.ratios().get(0).held());
    assertTrue(report.text().contains("simmim fp32: 1.00 times the images a second (1.00 a"));
    assertFalse(ConfigFile.toJson(report.values()).contains("NaN"));
  }

  @Test
  void printsTables() {
    String text = report().text();
    assertTrue(
        text.startsWith(
            "swin_nano_patch4_window7_224, 224 pixels, batch 16, 2 steps in each of 3 round(s),"
                + " a processor, 2 threads\n"),
        text);
    assertTrue(
        row(text, "greenmim fp32 +2285\\.71 +7\\.0 \\(4\\.0\\.\\.10\\.0\\) +0\\.8 .*"), text);
    assertTrue(
        row(
            text,
            "greenmim fp32 +6\\.00 +13714\\.3 +6000\\.0 +228\\.6 +4000\\.0 +342\\.9 +50\\.00"
                + " +0\\.20"),
        text);
    assertTrue(row(text, "simmim fp32 +360 +80 +90 +50 +10 +30 +320"), text);
    assertTrue(
        row(
            text,
            "greenmim fp32 over simmim fp32: 2\\.00 times the images a second \\(1\\.58 a .* is"
                + " 1\\.00\\), 50 % of the memory beside weights and moments"),
        text);
  }

  private static boolean row(String text, String pattern) {
    return text.lines().anyMatch(line -> line.matches(pattern));
  }

  @Test
  void jsonHoldsEveryNumber() {
    Map<String, Object> values = report().values();
    assertEquals(3, values.get("rounds"));
    List<?> cases = (List<?>) values.get("cases");
    assertEquals(3, cases.size());
    Map<?, ?> first = (Map<?, ?>) cases.get(0);
    for (String key :
        List.of(
            "settings",
            "load",
            "forward",
            "backward",
            "optimiser",
            "step",
            "planning",
            "processor",
            "flops",
            "memory",
            "peakFlops",
            "hardware",
            "imagesPerSecond",
            "flopPerImage",
            "flopPerSecond",
            "peakPercent",
            "waitingPercent",
            "paddingPercent",
            "plainPercent",
            "held")) {
      assertTrue(first.containsKey(key), key);
    }
    assertEquals(160 * MEGA, first.get("held"));
    assertEquals(2, ((List<?>) values.get("ratios")).size());
  }
}
