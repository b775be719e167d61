package io.greenmim.cli.detect;

import io.greenmim.bench.CaseFiles;
import io.greenmim.bench.ChildJvm;
import io.greenmim.bench.detect.DetectionTables;
import io.greenmim.bench.detect.ImageSize;
import io.greenmim.bench.detect.InferenceBench;
import io.greenmim.bench.detect.RoiAlignBench;
import io.greenmim.bench.detect.SuppressionBench;
import io.greenmim.bench.detect.TrainingBench;
import io.greenmim.bench.detect.TrainingGrowth;
import io.greenmim.cli.BenchOptions;
import io.greenmim.cli.GreenMim;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.io.PrintWriter;
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
      completionCandidates = DetectTrainCommand.Names.class,
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
    Map<BenchPart, Record> settings = settings();
    PrintWriter err = spec.commandLine().getErr();
    StringBuilder text = new StringBuilder();
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<BenchPart, Record> part : settings.entrySet()) {
      err.println("measuring " + part.getKey());
      err.flush();
      text.append(text.isEmpty() ? "" : System.lineSeparator());
      text.append(measure(part.getKey(), part.getValue(), values));
    }
    common.json().finish(spec.commandLine().getOut(), text.toString(), values);
    return 0;
  }

  /** What each part is asked for; wrong options are refused before a machine starts. */
  private Map<BenchPart, Record> settings() {
    ImageSize image = ImageSize.parse(imageSize);
    Map<BenchPart, Record> settings = new LinkedHashMap<>();
    for (BenchPart part : parts) {
      settings.put(
          part,
          switch (part) {
            case ROI_ALIGN ->
                new RoiAlignBench.Settings(
                    model,
                    image,
                    boxes,
                    SHORT_PASSES * steps,
                    SHORT_PASSES * warmup,
                    common.device(),
                    copyMegabytes,
                    0);
            case SUPPRESSION ->
                new SuppressionBench.Settings(
                    image,
                    boxes,
                    CocoCategories.all().size(),
                    SHORT_PASSES * steps,
                    SHORT_PASSES * warmup,
                    0);
            case INFERENCE ->
                new InferenceBench.Settings(
                    model, precision, image, steps, warmup, common.device(), common.matrix(), 0);
            case TRAINING ->
                new TrainingBench.Settings(
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

  /** Measures a part; adds its numbers and returns its table. */
  private static String measure(BenchPart part, Record settings, Map<String, Object> values)
      throws IOException, InterruptedException {
    return switch (part) {
      case ROI_ALIGN -> {
        RoiAlignBench.Result result = run(part, settings, RoiAlignBench.Result.class);
        Map<String, Object> numbers = numbers(part, result, values);
        numbers.put("forwardBytes", result.traffic().forwardBytes());
        numbers.put("backwardBytes", result.traffic().backwardBytes());
        numbers.put("forwardPercent", result.forwardPercent());
        numbers.put("backwardPercent", result.backwardPercent());
        yield DetectionTables.of(result);
      }
      case SUPPRESSION -> {
        SuppressionBench.Result result = run(part, settings, SuppressionBench.Result.class);
        numbers(part, result, values);
        yield DetectionTables.of(result);
      }
      case INFERENCE -> {
        InferenceBench.Result result = run(part, settings, InferenceBench.Result.class);
        Map<String, Object> numbers = numbers(part, result, values);
        numbers.put("flopPerImage", result.flops().total());
        numbers.put("flopPerSecond", result.flopPerSecond());
        numbers.put("peakPercent", result.peakPercent());
        yield DetectionTables.of(result);
      }
      case TRAINING -> {
        TrainingGrowth result = run(part, settings, TrainingGrowth.class);
        numbers(part, result, values).put("growthPercent", result.growthPercent());
        yield DetectionTables.of(result);
      }
    };
  }

  private static <T extends Record> T run(BenchPart part, Record settings, Class<T> type)
      throws IOException, InterruptedException {
    ChildJvm child = new ChildJvm(GreenMim.class.getName());
    return new CaseFiles(child, BenchPartCommand.arguments(part))
        .run(part.toString(), settings, type);
  }

  private static Map<String, Object> numbers(
      BenchPart part, Record result, Map<String, Object> values) {
    Map<String, Object> numbers = new LinkedHashMap<>(RecordMapper.write(result));
    values.put(part.toString(), numbers);
    return numbers;
  }
}
