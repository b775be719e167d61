package io.greenmim.cli.measure;

import io.greenmim.backbone.Backbones;
import io.greenmim.bench.GroupingBench;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.PretrainSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim bench grouping}: what planning a mask takes. */
@Command(
    name = "grouping",
    sortOptions = false,
    description = "Measures what grouping the windows under a mask takes, stage by stage.")
final class BenchGroupingCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      completionCandidates = EncoderChoices.class,
      description = "Variant: ${COMPLETION-CANDIDATES}.")
  private String model;

  private final SettingOptions<PretrainSettings> settings =
      SettingOptions.of(PretrainSettings.class);

  @Mixin private final CommandSpec imageSize = settings.spec("imageSize");

  @Option(
      names = "--mask-ratio",
      defaultValue = "0.75",
      description = "Share of hidden patches. Default: ${DEFAULT-VALUE}.")
  private double maskRatio;

  @Option(
      names = "--masks",
      defaultValue = "500",
      description = "Masks that are planned and measured. Default: ${DEFAULT-VALUE}.")
  private int masks;

  @Option(
      names = "--warmup",
      defaultValue = "2000",
      description = "Plans before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    json.check();
    Integer given = settings.value("imageSize", Integer.class);
    int side = given == null ? Backbones.variant(model).encoder().imageSize() : given;
    GroupingBench bench = new GroupingBench(model, side, maskRatio, masks, warmup);
    json.finish(spec.commandLine().getOut(), bench.measure());
    return 0;
  }
}
