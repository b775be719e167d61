package io.greenmim.cli.measure;

import io.greenmim.backbone.Backbones;
import io.greenmim.bench.PretrainCase;
import io.greenmim.bench.PretrainReport;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.GroupedWindows;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.PretrainSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim bench pretrain}: steps of pre-training. */
@Command(
    name = "pretrain",
    sortOptions = false,
    description = {
      "Measures steps of pre-training on images in memory.",
      "",
      "Each case, a model with a method and a precision, runs in a virtual machine of its own; the"
          + " cases take turns. Prints times by phase, work, the share of the matrix peak, memory,"
          + " and the ratios of the cases."
    })
final class BenchPretrainCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      required = true,
      split = ",",
      paramLabel = "NAME",
      completionCandidates = EncoderChoices.class,
      description = {
        "Variant: ${COMPLETION-CANDIDATES}.",
        "Of several, separated by commas, the first is compared with each of the others."
      })
  private List<String> models;

  @Option(
      names = "--methods",
      split = ",",
      defaultValue = "greenmim,simmim",
      paramLabel = "METHOD",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<PretrainMethod> methods;

  @Option(
      names = "--precision",
      split = ",",
      defaultValue = "fp32",
      paramLabel = "PRECISION",
      description =
          "What passes compute with: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<Precision> precisions;

  @Option(
      names = "--batch-size",
      defaultValue = "16",
      description = "Images of a step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--steps",
      defaultValue = "8",
      description = "Measured steps of each case in each round. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warmup",
      defaultValue = "2",
      description = "Steps before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--rounds",
      defaultValue = "2",
      description = "Virtual machines of each case, by turns. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private final SettingOptions<PretrainSettings> settings =
      SettingOptions.of(PretrainSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec masking = settings.spec("imageSize", "maskShape");

  @Option(
      names = "--masks",
      split = ",",
      paramLabel = "SHARING",
      description =
          "Masks: ${COMPLETION-CANDIDATES}, a case each. Default: batch; image for simmim and"
              + " fcmae.")
  private List<MaskSharing> masks;

  @Option(
      names = "--grouping",
      split = ",",
      defaultValue = "OPTIMAL",
      paramLabel = "MODE",
      description =
          "How greenmim groups windows, where the encoder has some (Swin and Twins):"
              + " ${COMPLETION-CANDIDATES}, a case each. Default: optimal.")
  private List<GroupingMode> groupings;

  @Option(
      names = "--zero-filled",
      description =
          "Measure each case beside the same passes over whole maps that are zero where patches are"
              + " hidden, as FCMAE is trained without sparse convolutions. For models that hide"
              + " patches from convolutions (ConvNeXt V2), by fcmae or greenmim.")
  private boolean zeroFilled;

  @Option(
      names = "--mask-ratio",
      split = ",",
      description =
          "Shares of hidden patches, a case each; nearly none, such as 0.02, is the dense pass of"
              + " the same model. Default: that of the method.")
  private List<Double> maskRatios;

  @Option(
      names = "--recompute",
      description = "Run the stages again for the backward pass, as pretrain --recompute does.")
  private boolean recompute;

  @Mixin private BenchOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.json().check();
    PrintWriter err = spec.commandLine().getErr();
    PretrainReport report =
        PretrainReport.measure(
            BenchOptions.child(spec),
            cases(),
            rounds,
            line -> {
              err.println(line);
              err.flush();
            });
    common.json().finish(spec.commandLine().getOut(), report);
    return 0;
  }

  private List<PretrainCase> cases() {
    List<PretrainCase> cases = new ArrayList<>();
    for (String model : new LinkedHashSet<>(models)) {
      for (Precision precision : new LinkedHashSet<>(precisions)) {
        for (PretrainMethod method : new LinkedHashSet<>(methods)) {
          PretrainRecipe recipe = PretrainRecipe.of(method, model, 1);
          List<MaskSharing> given = masks == null ? List.of(recipe.masks()) : masks;
          List<Double> ratios = maskRatios == null ? List.of(recipe.maskRatio()) : maskRatios;
          for (MaskSharing sharing : new LinkedHashSet<>(given)) {
            for (GroupingMode grouping : groupings(method)) {
              if (method != PretrainMethod.SIMMIM) {
                GroupedWindows.check(method, model, grouping);
              }
              for (double ratio : new LinkedHashSet<>(ratios)) {
                PretrainCase one = oneCase(method, precision, model, sharing, grouping, ratio);
                cases.add(one);
                if (zeroFilled) {
                  cases.add(one.overWholeMaps());
                }
              }
            }
          }
        }
      }
    }
    return cases;
  }

  /** A dense encoder groups nothing: SimMIM is measured once. */
  private Set<GroupingMode> groupings(PretrainMethod method) {
    Set<GroupingMode> all = new LinkedHashSet<>(groupings);
    return method == PretrainMethod.SIMMIM ? Set.of(groupings.get(0)) : all;
  }

  private PretrainCase oneCase(
      PretrainMethod method,
      Precision precision,
      String model,
      MaskSharing sharing,
      GroupingMode grouping,
      double maskRatio) {
    ImageSize size = settings.value("imageSize", ImageSize.class);
    return new PretrainCase(
        method,
        precision,
        recompute,
        model,
        size == null ? Backbones.variant(model).encoder().imageSize() : size,
        maskRatio,
        sharing,
        settings.value("maskShape", MaskShape.class),
        grouping,
        false,
        batchSize,
        steps,
        warmup,
        common.device(),
        common.matrix(),
        0);
  }
}
