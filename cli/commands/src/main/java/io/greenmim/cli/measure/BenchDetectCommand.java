package io.greenmim.cli.measure;

import io.greenmim.bench.Measurement;
import io.greenmim.bench.Report;
import io.greenmim.bench.detect.InferenceBench;
import io.greenmim.bench.detect.MeasuredImage;
import io.greenmim.bench.detect.RoiAlignBench;
import io.greenmim.bench.detect.SuppressionBench;
import io.greenmim.bench.detect.TrainingBench;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.train.DetectorChoices;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim bench detect}: regions, suppression, inference and training of detectors. */
@Command(
    name = "detect",
    sortOptions = false,
    description = {
      "Measures detectors: RoIAlign beside the bandwidth of the memory, suppression within each"
          + " class, inference beside the matrix peak, and the memory of training.",
      "",
      "Each part runs in a virtual machine of its own, one after the other. Images and weights are"
          + " random; training draws scenes."
    })
final class BenchDetectCommand implements Callable<Integer> {

  /**
   * Passes of RoIAlign and suppression for each step: they are over soon, and Java has to compile
   * what they do on the host.
   */
  private static final int SHORT_PASSES = 10;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      completionCandidates = DetectorChoices.class,
      description = "Variant: ${COMPLETION-CANDIDATES}.")
  private String model;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "roi-align,suppression,inference,training",
      description = "Any of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<BenchPart> parts;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description =
          "Numbers of inference and training: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--image-size",
      paramLabel = "HxW",
      defaultValue = "800x1333",
      description = "Height and width of the image. Default: ${DEFAULT-VALUE}.")
  private String imageSize;

  @Option(
      names = "--boxes",
      defaultValue = "1000",
      description = "Regions of RoIAlign and of suppression. Default: ${DEFAULT-VALUE}.")
  private int boxes;

  @Option(
      names = "--steps",
      defaultValue = "10",
      description =
          "Measured passes of inference; RoIAlign and suppression take ten times as many. Default:"
              + " ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warmup",
      defaultValue = "3",
      description = "Passes before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--copy",
      paramLabel = "MB",
      defaultValue = "512",
      description =
          "Size of the array whose copy gives the bandwidth of the memory, in 10^6 bytes. Default:"
              + " ${DEFAULT-VALUE}.")
  private int copyMegabytes;

  @Option(
      names = "--training-steps",
      defaultValue = "300",
      description = "Steps of the training run. Default: ${DEFAULT-VALUE}.")
  private int trainingSteps;

  @Option(
      names = "--batch-size",
      defaultValue = "2",
      description = "Images of a training step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--short-sides",
      split = ",",
      paramLabel = "PIXELS",
      defaultValue = "256,288,320,352,384",
      description = "Sides that training chooses from. Default: ${DEFAULT-VALUE}.")
  private List<Integer> shortSides;

  @Option(
      names = "--window",
      defaultValue = "50",
      description =
          "Training steps from one printed memory to the next; growth counts from the first on."
              + " Default: ${DEFAULT-VALUE}.")
  private int window;

  @Mixin private BenchOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.json().check();
    Map<String, Report> reports = new LinkedHashMap<>();
    for (Map.Entry<BenchPart, Measurement<? extends Report>> part : settings().entrySet()) {
      String name = part.getKey().toString();
      spec.commandLine().getErr().println("measuring " + name);
      spec.commandLine().getErr().flush();
      reports.put(name, BenchOptions.child(spec).measure(name, part.getValue()));
    }
    common.json().finish(spec.commandLine().getOut(), Report.joined(reports));
    return 0;
  }

  /** What each part is asked for; wrong options are refused before a machine starts. */
  private Map<BenchPart, Measurement<? extends Report>> settings() {
    MeasuredImage image = MeasuredImage.parse(imageSize);
    Map<BenchPart, Measurement<? extends Report>> settings = new LinkedHashMap<>();
    for (BenchPart part : parts) {
      settings.put(
          part,
          switch (part) {
            case ROI_ALIGN ->
                new RoiAlignBench(
                    model,
                    image,
                    boxes,
                    SHORT_PASSES * steps,
                    SHORT_PASSES * warmup,
                    common.device(),
                    copyMegabytes,
                    0);
            case SUPPRESSION ->
                new SuppressionBench(
                    image,
                    boxes,
                    CocoCategories.all().size(),
                    SHORT_PASSES * steps,
                    SHORT_PASSES * warmup,
                    0);
            case INFERENCE ->
                new InferenceBench(
                    model, precision, image, steps, warmup, common.device(), common.matrix(), 0);
            case TRAINING ->
                new TrainingBench(
                    model,
                    precision,
                    shortSides,
                    batchSize,
                    trainingSteps,
                    window,
                    common.device(),
                    0);
          });
    }
    return settings;
  }
}
