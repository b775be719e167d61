package io.greenmim.cli;

import io.greenmim.bench.FeaturesBench;
import io.greenmim.bench.TextTable;
import io.greenmim.config.RecordMapper;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim bench features}: dense forward passes. */
@Command(
    name = "features",
    sortOptions = false,
    description = "Measures features: dense forward passes on images in memory.")
final class BenchFeaturesCommand implements Callable<Integer> {

  private static final double GIGA = 1e9;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      completionCandidates = PretrainCommand.VariantNames.class,
      description = "Variant: ${COMPLETION-CANDIDATES}.")
  private String model;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--batch-size",
      defaultValue = "16",
      description = "Images of a pass. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--steps",
      defaultValue = "8",
      description = "Measured passes. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warmup",
      defaultValue = "2",
      description = "Passes before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Mixin private ImageSizeArguments imageSize;

  @Mixin private BenchOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.json().check();
    int side = imageSize.resolve(model);
    FeaturesBench.Settings settings =
        new FeaturesBench.Settings(
            model, precision, side, batchSize, steps, warmup, common.device(), common.matrix());
    FeaturesBench.Result result = new FeaturesBench(settings).run();
    TextTable table =
        new TextTable(
                List.of(
                    "images/s", "ms a pass", "GFLOP/image", "GFLOP/s", "matrix peak", "share %"))
            .row(
                List.of(
                    number("%.2f", result.imagesPerSecond()),
                    result.pass().text(),
                    number("%.2f", result.flops().forward() / GIGA),
                    number("%.1f", result.flopPerSecond() / GIGA),
                    number("%.1f", result.peakFlops() / GIGA),
                    number("%.1f", result.peakPercent())));
    String heading =
        "Features of %s, %s pixels, batch %s, %s, %s passes%n"
            .formatted(model, side, batchSize, precision.name().toLowerCase(Locale.ROOT), steps);
    Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(result));
    values.put("imagesPerSecond", result.imagesPerSecond());
    values.put("flopPerSecond", result.flopPerSecond());
    values.put("peakPercent", result.peakPercent());
    common.json().finish(spec.commandLine().getOut(), heading + table.text(), values);
    return 0;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
