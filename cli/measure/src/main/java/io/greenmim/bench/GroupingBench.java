package io.greenmim.bench;

import io.greenmim.config.MimConfig;
import io.greenmim.config.SwinConfig;
import io.greenmim.config.Variants;
import io.greenmim.grouping.GreenPlanner;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.swin.SwinTransformer;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Measures the grouping of windows: what planning a mask takes on one thread. */
public final class GroupingBench {

  /** Name of the row of a whole plan. */
  public static final String WHOLE = "whole plan";

  private static final double NANOS_PER_MILLI = 1e6;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param model name of the variant
   * @param imageSize side of the images in pixels, a multiple of the mask patch
   * @param maskRatio share of hidden patches
   * @param masks number of masks that are planned and measured
   * @param warmup number of plans before them, for the virtual machine to compile
   */
  public record Settings(String model, int imageSize, double maskRatio, int masks, int warmup) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the variant is unknown or a number is out of its range
     */
    public Settings {
      new ModelOptions(
              PretrainMethod.GREENMIM,
              model,
              imageSize,
              maskRatio,
              0,
              GroupingMode.OPTIMAL,
              FirstWeights.PUBLISHED)
          .toConfig();
      PretrainCase.atLeast("--masks", masks, 1);
      PretrainCase.atLeast("--warmup", warmup, 0);
    }
  }

  /**
   * One line of the result.
   *
   * @param mode how windows are grouped
   * @param what a stage, counted from 1, with regular or shifted windows, or {@link #WHOLE}
   * @param millis milliseconds for one mask
   */
  public record Row(GroupingMode mode, String what, Spread millis) {}

  /**
   * Makes a benchmark.
   *
   * @param settings what to measure
   */
  public GroupingBench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Plans the masks in every mode.
   *
   * @return rows of each stage and of the whole plan, mode by mode
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Row> run() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    SwinConfig encoder = Variants.swin(settings.model()).withImageSize(settings.imageSize());
    MimConfig mim = Variants.mim(settings.model());
    for (GroupingMode mode : GroupingMode.values()) {
      for (int stage = 0; stage < encoder.stages(); stage++) {
        rows.add(stage(encoder, stage, false, mode));
        rows.add(stage(encoder, stage, true, mode));
      }
      GreenPlanner planner = new SwinTransformer(encoder).planner(mim.maskPatch(), mode);
      rows.add(new Row(mode, WHOLE, time(planner::plan)));
    }
    return rows;
  }

  private Row stage(SwinConfig encoder, int stage, boolean shifted, GroupingMode mode)
      throws InterruptedException {
    int side = encoder.imageSize() / encoder.stride(stage);
    int scale = Variants.mim(settings.model()).maskPatch() / encoder.stride(stage);
    int window = encoder.stageWindow(stage);
    WindowPartition partition = new WindowPartition(side, side, window, shifted ? window / 2 : 0);
    Spread millis =
        time(
            mask ->
                WindowGrouper.plan(
                    mask.visibleTokens(scale), partition, encoder.channels(stage), mode));
    String what = "stage %s %s".formatted(stage + 1, shifted ? "shifted" : "regular");
    return new Row(mode, what, millis);
  }

  private Spread time(Consumer<PatchMask> work) throws InterruptedException {
    RandomMaskGenerator generator = new RandomMaskGenerator(0, settings.maskRatio());
    int side = settings.imageSize() / Variants.mim(settings.model()).maskPatch();
    List<PatchMask> masks =
        IntStream.range(0, settings.warmup() + settings.masks())
            .mapToObj(number -> generator.generate(number, side, side))
            .toList();
    for (PatchMask mask : masks.subList(0, settings.warmup())) {
      Interruption.check();
      work.accept(mask);
    }
    List<Double> millis = new ArrayList<>();
    for (PatchMask mask : masks.subList(settings.warmup(), masks.size())) {
      Interruption.check();
      long began = System.nanoTime();
      work.accept(mask);
      millis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
    }
    return Spread.of(millis);
  }
}
