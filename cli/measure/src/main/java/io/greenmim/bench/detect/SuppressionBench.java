package io.greenmim.bench.detect;

import io.greenmim.bench.Measurement;
import io.greenmim.bench.Report;
import io.greenmim.bench.Spread;
import io.greenmim.bench.TextTable;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.Nms;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.random.SplitMix64;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures suppression within each class: a box of every class for every region, none of them below
 * a threshold. That is the worst that a detector hands to it.
 *
 * @param image size of the image
 * @param boxes number of regions
 * @param classes number of classes, each with a box for every region
 * @param passes passes that are measured
 * @param warmup passes before them, for the virtual machine to compile
 * @param seed seed of boxes and scores
 */
public record SuppressionBench(
    MeasuredImage image, int boxes, int classes, int passes, int warmup, long seed)
    implements Measurement<SuppressionBench.Result> {

  /** Objects that clustered boxes lie around. */
  private static final int OBJECTS = 20;

  private static final double AROUND_OBJECT = 0.2;
  private static final double BETWEEN_CLASSES = 0.05;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public SuppressionBench {
    Checks.atLeast("boxes", boxes, 1);
    Checks.atLeast("classes", classes, 1);
    Checks.atLeast("steps", passes, 1);
    Checks.atLeast("warmup", warmup, 0);
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
  public record Result(SuppressionBench settings, List<Row> rows, int processors)
      implements Report {

    /** Keeps a copy of the list. */
    public Result {
      rows = List.copyOf(rows);
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("boxes")
              .values("wanted", "%d")
              .values("kept", "%d")
              .values("ms", "%.2f");
      for (Row row : rows) {
        boolean all = row.most() == settings.boxes() * settings.classes();
        table.row(
            row.layout().name().toLowerCase(Locale.ROOT),
            all ? "all" : row.most(),
            row.kept(),
            row.millis());
      }
      return TextTable.line(
              "Suppression of %d boxes in each of %d classes, %s pixels, %d passes, %d"
                  + " processor(s)",
              settings.boxes(), settings.classes(), settings.image(), settings.passes(), processors)
          + table.text();
    }

    @Override
    public Map<String, Object> values() {
      return RecordMapper.write(this);
    }
  }

  /** What suppression is given. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Candidates(Boxes boxes, float[] scores, int[] classes) {}

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    int best = OutputConfig.published().maxDetections();
    for (Layout layout : Layout.values()) {
      Candidates candidates = candidates(layout);
      rows.add(row(layout, candidates, candidates.boxes().size()));
      rows.add(row(layout, candidates, Math.min(best, candidates.boxes().size())));
    }
    return new Result(this, rows, Runtime.getRuntime().availableProcessors());
  }

  private Candidates candidates(Layout layout) {
    SplitMix64 random = DrawnBoxes.random(seed);
    PixelSize size = image.pixels();
    Boxes regions =
        switch (layout) {
          case SPREAD -> DrawnBoxes.spread(random, boxes, size);
          case CLUSTERED -> {
            Boxes objects = DrawnBoxes.spread(random, OBJECTS, size);
            int[] chosen = IntStream.range(0, boxes).map(i -> random.nextInt(OBJECTS)).toArray();
            yield DrawnBoxes.near(random, objects.select(chosen), AROUND_OBJECT, size);
          }
        };
    Boxes all = Boxes.concat(Collections.nCopies(classes, regions));
    float[] scores = new float[all.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble();
    }
    int[] classOf = IntStream.range(0, all.size()).map(i -> i / boxes).toArray();
    return new Candidates(DrawnBoxes.near(random, all, BETWEEN_CLASSES, size), scores, classOf);
  }

  private Row row(Layout layout, Candidates candidates, int most) throws InterruptedException {
    double threshold = OutputConfig.published().nmsThreshold();
    int[] kept = new int[1];
    Spread millis =
        Spread.ofPasses(
            warmup,
            passes,
            number ->
                kept[0] =
                    Nms.keep(
                            candidates.boxes(),
                            candidates.scores(),
                            candidates.classes(),
                            threshold,
                            most)
                        .length);
    return new Row(layout, most, kept[0], millis);
  }
}
