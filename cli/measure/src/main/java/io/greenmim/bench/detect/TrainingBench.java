package io.greenmim.bench.detect;

import ai.djl.Device;
import io.greenmim.bench.Measurement;
import io.greenmim.bench.SingleDevice;
import io.greenmim.config.Checks;
import io.greenmim.detect.train.AugmentationName;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.ResidentMemory;
import io.greenmim.train.report.StepMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures a training run of a detector on drawn scenes of varying sizes: the run of {@code detect
 * train}, whose own log tells the memory and the time of every step. Everything that the run writes
 * goes to a temporary folder, the checkpoint after the last step too.
 *
 * @param model name of the detector
 * @param precision what passes compute with
 * @param shortSides lengths that each image's side is chosen from; scenes are square
 * @param batchSize images of a step
 * @param steps steps of the run
 * @param window steps from one reading to the next; growth counts from the first reading on
 * @param device device to run on, as {@code --device} takes it
 * @param seed seed of weights, scenes and their changes
 */
public record TrainingBench(
    String model,
    Precision precision,
    List<Integer> shortSides,
    int batchSize,
    int steps,
    int window,
    String device,
    long seed)
    implements Measurement<TrainingGrowth> {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the detector is unknown or a number is out of its range
   */
  public TrainingBench {
    shortSides = List.copyOf(shortSides);
    MeasuredDetector.config(model);
    Checks.that(
        !shortSides.isEmpty() && shortSides.stream().allMatch(side -> side > 0),
        "shortSides: expected positive numbers, got %s",
        shortSides);
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("window", window, 1);
    Checks.that(
        steps > window,
        "trainingSteps: expected more than the %d of 'window', got %d",
        window,
        steps);
  }

  @Override
  public Class<TrainingGrowth> resultType() {
    return TrainingGrowth.class;
  }

  @Override
  public TrainingGrowth measure() throws IOException, InterruptedException {
    Device on = SingleDevice.parse(device);
    Path folder = Files.createTempDirectory("greenmim-bench-training");
    try {
      Path output = folder.resolve("run");
      SceneDataset.write(
          folder.resolve("train"),
          folder.resolve("train.json"),
          seed,
          Math.multiplyExact(steps, batchSize));
      int longest = shortSides.stream().max(Comparator.naturalOrder()).orElseThrow();
      DetectorTraining.builder()
          .setData(folder)
          .setOutput(output)
          .optModel(model)
          .optAugmentation(AugmentationName.RESIZE)
          .optShortSides(shortSides.toArray(Integer[]::new))
          .optLongSide(longest)
          .optTestShortSide(longest)
          .optKeepEmpty(true)
          .optEpochs(1)
          .optBatchSize(batchSize)
          .optValidateEvery(0)
          .optPictures(0)
          .optMaxSteps(steps)
          .optSeed(seed)
          .optCheckpointSteps(steps)
          .optKeep(0)
          .optDevices(on)
          .optPrecision(precision)
          .build()
          .run();
      Interruption.check();
      List<StepMetrics> log = MetricsLog.read(output.resolve(MetricsLog.NAME));
      return new TrainingGrowth(
          this,
          log.stream().map(step -> Math.toIntExact(step.residentMegabytes())).toList(),
          log.stream().map(step -> 1e3 * batchSize / step.imagesPerSecond()).toList(),
          ResidentMemory.measure().source().text(),
          SingleDevice.describe(on));
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
