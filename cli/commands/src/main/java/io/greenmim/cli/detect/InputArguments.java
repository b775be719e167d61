package io.greenmim.cli.detect;

import io.greenmim.cli.ImageLimitArguments;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.train.AugmentationName;
import io.greenmim.detect.train.DetectorOptions;
import io.greenmim.train.config.Expect;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say in which size, and how changed, a detector sees images. */
final class InputArguments {

  private static final int LEAST_SIDE = 480;
  private static final int MOST_SIDE = 800;
  private static final int SIDE_STEP = 32;

  @Option(
      names = "--augmentation",
      defaultValue = "published",
      description =
          "resize (flips, several sizes), published (the crops of the 3x recipe besides) or lsj"
              + " (large-scale jitter, 0.1 to 2 at 1024). Default: ${DEFAULT-VALUE}.")
  private AugmentationName augmentation;

  @Option(
      names = "--short-sides",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Lengths of the shorter side that --augmentation resize chooses from. Default: 480 to"
              + " 800 in steps of 32.")
  private List<Integer> shortSides;

  @Option(
      names = "--long-side",
      defaultValue = "1333",
      description = "Most pixels of the longer side. Default: ${DEFAULT-VALUE}.")
  private int longSide;

  @Option(
      names = "--test-short-side",
      defaultValue = "800",
      description = "Shorter side of the images in evaluation. Default: ${DEFAULT-VALUE}.")
  private int testShortSide;

  @Mixin private ImageLimitArguments limits;

  @Option(
      names = "--keep-empty",
      description = "Train on images without objects too; the published recipe leaves them out.")
  private boolean keepEmpty;

  @Option(
      names = "--repeat-threshold",
      defaultValue = "0",
      description =
          "Share of the images below which a category's images are repeated; 0 for no repetition."
              + " Default: ${DEFAULT-VALUE}.")
  private double repeatThreshold;

  @Option(names = "--max-detections", description = "Most detections of an image. Default: 100.")
  private Integer mostDetections;

  DetectorOptions.Input resolve() {
    if (shortSides == null) {
      shortSides =
          IntStream.iterate(LEAST_SIDE, side -> side <= MOST_SIDE, side -> side + SIDE_STEP)
              .boxed()
              .toList();
    }
    Expect.that(
        shortSides.stream().allMatch(side -> side > 0),
        "--short-sides: expected positive numbers, got %s",
        shortSides);
    Expect.atLeast("--long-side", longSide, 1);
    Expect.atLeast("--test-short-side", testShortSide, 1);
    Expect.that(
        repeatThreshold >= 0 && repeatThreshold < 1,
        "--repeat-threshold: expected a number in [0, 1), got %s",
        repeatThreshold);
    return new DetectorOptions.Input(
        augmentation,
        shortSides,
        longSide,
        new InputSize(testShortSide, longSide),
        limits.resolve(),
        keepEmpty,
        repeatThreshold);
  }

  OutputConfig output(OutputConfig published) {
    mostDetections = mostDetections == null ? published.maxDetections() : mostDetections;
    Expect.atLeast("--max-detections", mostDetections, 1);
    return new OutputConfig(
        published.scoreThreshold(),
        published.nmsThreshold(),
        mostDetections,
        published.maskThreshold());
  }
}
