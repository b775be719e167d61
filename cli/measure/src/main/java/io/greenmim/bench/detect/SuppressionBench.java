package io.greenmim.bench.detect;

import io.greenmim.bench.Spread;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.Nms;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.config.Expect;
import io.greenmim.train.config.Interruption;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures suppression within each class: a box of every class for every region, none of them below
 * a threshold. That is the worst that a detector hands to it.
 */
public final class SuppressionBench {

  private static final double NANOS_PER_MILLI = 1e6;

  /** Objects that clustered boxes lie around. */
  private static final int OBJECTS = 20;

  private static final double AROUND_OBJECT = 0.2;
  private static final double BETWEEN_CLASSES = 0.05;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param image size of the image
   * @param boxes number of regions
   * @param classes number of classes, each with a box for every region
   * @param passes passes that are measured
   * @param warmup passes before them, for the virtual machine to compile
   * @param seed seed of boxes and scores
   */
  public record Settings(
      ImageSize image, int boxes, int classes, int passes, int warmup, long seed) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Settings {
      Expect.atLeast("--boxes", boxes, 1);
      Expect.atLeast("--classes", classes, 1);
      Expect.atLeast("--steps", passes, 1);
      Expect.atLeast("--warmup", warmup, 0);
    }
  }

  /** Where the boxes lie. */
  public enum Layout {
    /** Anywhere, of every size. */
    SPREAD,
    /** Around few objects, as those of a trained detector. */
    CLUSTERED
  }

  /**
   * One line of the result.
   *
   * @param layout where the boxes lie
   * @param most how many boxes are kept at most
   * @param kept how many were kept
   * @param millis milliseconds of a pass
   */
  public record Row(Layout layout, int most, int kept, Spread millis) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param rows of each layout, first all that is left, then the best alone
   * @param processors processors that Java may use
   */
  public record Result(Settings settings, List<Row> rows, int processors) {

    /** Keeps a copy of the list. */
    public Result {
      rows = List.copyOf(rows);
    }
  }

  /** What suppression is given. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Candidates(Boxes boxes, float[] scores, int[] classes) {}

  /**
   * Makes a benchmark.
   *
   * @param settings what to measure
   */
  public SuppressionBench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Runs the passes in this virtual machine.
   *
   * @return what was measured
   * @throws InterruptedException if the thread is interrupted
   */
  public Result run() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    int best = OutputConfig.published().maxDetections();
    for (Layout layout : Layout.values()) {
      Candidates candidates = candidates(layout);
      rows.add(row(layout, candidates, candidates.boxes().size()));
      rows.add(row(layout, candidates, Math.min(best, candidates.boxes().size())));
    }
    return new Result(settings, rows, Runtime.getRuntime().availableProcessors());
  }

  private Candidates candidates(Layout layout) {
    SplitMix64 random = DrawnBoxes.random(settings.seed());
    PixelSize image = settings.image().pixels();
    int count = settings.boxes();
    Boxes regions =
        switch (layout) {
          case SPREAD -> DrawnBoxes.spread(random, count, image);
          case CLUSTERED -> {
            Boxes objects = DrawnBoxes.spread(random, OBJECTS, image);
            int[] chosen = IntStream.range(0, count).map(i -> random.nextInt(OBJECTS)).toArray();
            yield DrawnBoxes.near(random, objects.select(chosen), AROUND_OBJECT, image);
          }
        };
    int classes = settings.classes();
    Boxes all = Boxes.concat(Collections.nCopies(classes, regions));
    float[] scores = new float[all.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble();
    }
    int[] classOf = IntStream.range(0, all.size()).map(i -> i / count).toArray();
    return new Candidates(DrawnBoxes.near(random, all, BETWEEN_CLASSES, image), scores, classOf);
  }

  private Row row(Layout layout, Candidates candidates, int most) throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    int kept = 0;
    for (int pass = 0; pass < settings.warmup() + settings.passes(); pass++) {
      Interruption.check();
      long began = System.nanoTime();
      kept =
          Nms.keep(
                  candidates.boxes(),
                  candidates.scores(),
                  candidates.classes(),
                  OutputConfig.published().nmsThreshold(),
                  most)
              .length;
      if (pass >= settings.warmup()) {
        millis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
      }
    }
    return new Row(layout, most, kept, Spread.of(millis));
  }

  /**
   * Measures in this virtual machine what a file asks for.
   *
   * @param settings file of the settings
   * @param result file to write
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void runCase(Path settings, Path result) throws IOException, InterruptedException {
    ConfigFile.write(result, new SuppressionBench(ConfigFile.read(Settings.class, settings)).run());
  }
}
