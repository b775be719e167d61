package io.greenmim.cli.measure;

import io.greenmim.backbone.Backbones;
import io.greenmim.bench.FeaturesBench;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.PretrainSettings;
import java.io.IOException;
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

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      completionCandidates = EncoderChoices.class,
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

  private final SettingOptions<PretrainSettings> settings =
      SettingOptions.of(PretrainSettings.class);

  @Mixin private final CommandSpec imageSize = settings.spec("imageSize");

  @Mixin private BenchOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.json().check();
    Integer given = settings.value("imageSize", Integer.class);
    int side = given == null ? Backbones.variant(model).encoder().imageSize() : given;
    FeaturesBench bench =
        new FeaturesBench(
            model, precision, side, batchSize, steps, warmup, common.device(), common.matrix());
    common.json().finish(spec.commandLine().getOut(), bench.measure());
    return 0;
  }
}
