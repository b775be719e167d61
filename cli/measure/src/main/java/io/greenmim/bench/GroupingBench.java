package io.greenmim.bench;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.RecordMapper;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlanner;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures the grouping of windows: what planning a mask takes on one thread.
 *
 * @param model name of the variant
 * @param imageSize size of the images, multiples of the mask patch; null for that of the variant
 * @param maskRatio share of hidden patches
 * @param masks number of masks that are planned and measured
 * @param warmup number of plans before them, for the virtual machine to compile
 */
public record GroupingBench(
    @Setting(
            value = "Variant: " + Setting.VALUES + ".",
            label = "NAME",
            choices = EncoderChoices.class,
            required = true)
        String model,
    @Setting(
            "Side of the images, or HEIGHTxWIDTH such as 160x320; multiples of 32. Default: that of"
                + " the variant.")
        ImageSize imageSize,
    @Setting(value = "Share of hidden patches.", usual = "0.75") double maskRatio,
    @Setting(value = "Masks that are planned and measured.", usual = "500") int masks,
    @Setting(value = "Plans before those that are measured.", usual = "2000") int warmup)
    implements Measurement<GroupingBench.Result> {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the variant is unknown or a number is out of its range
   */
  public GroupingBench {
    imageSize = imageSize == null ? Backbones.variant(model).encoder().imageSize() : imageSize;
    new ModelOptions(
            PretrainMethod.GREENMIM,
            model,
            imageSize,
            null,
            maskRatio,
            0,
            GroupingMode.OPTIMAL,
            FirstWeights.PUBLISHED)
        .toConfig();
    Checks.atLeast("masks", masks, 1);
    Checks.atLeast("warmup", warmup, 0);
  }

  /**
   * One line of the result.
   *
   * @param mode how windows are grouped
   * @param what a stage, counted from 1, with regular or shifted windows, or the whole plan
   * @param millis milliseconds for one mask
   */
  public record Row(GroupingMode mode, String what, Spread millis) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param rows of each mode the stages and the whole plan
   */
  public record Result(GroupingBench settings, List<Row> rows) implements Report {

    /** Keeps a copy of the list. */
    public Result {
      rows = List.copyOf(rows);
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("mode")
              .values("windows", "%s")
              .values("median ms", "%.3f")
              .values("p90 ms", "%.3f");
      for (Row row : rows) {
        String mode = row.mode().name().toLowerCase(Locale.ROOT);
        table.row(mode, row.what(), row.millis().median(), row.millis().p90());
      }
      return TextTable.line(
              "Grouping of %s, %s pixels, mask ratio %s, %d masks, one thread",
              settings.model(), settings.imageSize(), settings.maskRatio(), settings.masks())
          + table.text();
    }

    @Override
    public Map<String, Object> values() {
      return RecordMapper.write(this);
    }
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    EncoderConfig encoder = Backbones.variant(model).encoder().withImageSize(imageSize);
    int maskPatch = Backbones.variant(model).decoder().maskPatch();
    for (GroupingMode mode : GroupingMode.values()) {
      MaskPlanner planner =
          Backbones.newEncoder(encoder, EncoderUse.POOLED).planner(maskPatch, mode);
      for (Map.Entry<String, Consumer<PatchMask>> part : planner.parts().entrySet()) {
        rows.add(new Row(mode, part.getKey(), time(part.getValue())));
      }
      rows.add(new Row(mode, "whole plan", time(mask -> planner.plan(List.of(mask)))));
    }
    return new Result(this, rows);
  }

  private Spread time(Consumer<PatchMask> work) throws InterruptedException {
    RandomMaskGenerator generator = new RandomMaskGenerator(0, maskRatio);
    int patch = Backbones.variant(model).decoder().maskPatch();
    List<PatchMask> drawn =
        IntStream.range(0, warmup + masks)
            .mapToObj(
                number ->
                    generator.generate(
                        number, imageSize.height() / patch, imageSize.width() / patch))
            .toList();
    return Spread.ofPasses(warmup, masks, number -> work.accept(drawn.get(number)));
  }
}
