package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.RecordMapper;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures the depth-wise convolutions of an encoder, forward and backward, at the visible sites
 * alone and as dense convolutions.
 *
 * @param model name of the variant
 * @param imageSize size of the images, multiples of the mask patch; null for that of the variant
 * @param visible shares of visible patches, in percent
 * @param batchSize images of a pass
 * @param precision what the convolutions at visible sites compute with
 * @param steps passes that are measured
 * @param warmup passes before them
 * @param device device to run on, as {@code --device} takes it
 */
public record SparseBench(
    @Setting(
            value = "Variant, one that has depth-wise convolutions, of " + Setting.VALUES + ".",
            label = "NAME",
            choices = EncoderChoices.class,
            required = true)
        String model,
    @Setting(
            "Side of the images, or HEIGHTxWIDTH such as 160x320; multiples of 32. Default: that of"
                + " the variant.")
        ImageSize imageSize,
    @Setting(
            value = "Shares of visible patches, in percent.",
            usual = "25,50,75,100",
            label = "PERCENT")
        List<Integer> visible,
    @Setting(value = "Images of a pass.", usual = "16") int batchSize,
    @Setting(
            value =
                "What the convolutions at visible sites compute with, beside dense ones in fp32: "
                    + Setting.VALUES
                    + ".",
            usual = "fp32")
        Precision precision,
    @Setting(value = "Measured passes.", usual = "8") int steps,
    @Setting(value = "Passes before those that are measured.", usual = "2") int warmup,
    @Setting(value = "auto (a GPU if there is one), cpu or gpu.", usual = "auto") String device)
    implements Measurement<SparseBench.Result> {

  private static final int ALL = 100;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the variant is unknown or has no depth-wise convolution, or
   *     a number is out of its range
   */
  public SparseBench {
    EncoderConfig encoder = Backbones.variant(model).encoder();
    imageSize = imageSize == null ? encoder.imageSize() : imageSize;
    encoder.withImageSize(imageSize);
    visible = List.copyOf(visible);
    for (int share : visible) {
      Checks.that(share > 0 && share <= ALL, "visible: expected 1 to 100 percent, got %d", share);
    }
    Checks.that(
        Set.copyOf(visible).size() == visible.size(),
        "visible: expected each share once, got %s",
        visible);
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("steps", steps, 1);
    Checks.atLeast("warmup", warmup, 0);
    int side = Backbones.variant(model).decoder().maskPatch();
    Checks.that(
        imageSize.height() % side == 0 && imageSize.width() % side == 0,
        "imageSize: expected multiples of %d, got %s",
        side,
        imageSize);
    int patches = (imageSize.height() / side) * (imageSize.width() / side);
    for (int share : visible) {
      Checks.that(
          RandomMaskGenerator.visibleCount(hidden(share), patches) > 0,
          "visible: expected at least one of %d patches, got none with %d percent",
          patches,
          share);
    }
    Checks.that(
        !DepthwiseLayers.of(model, imageSize).isEmpty(),
        "model: expected one with depth-wise convolutions, got %s",
        model);
  }

  /**
   * One line of the result: layers of one size, forward and backward.
   *
   * @param layers how many layers of the encoder are alike, and where
   * @param count how many they are
   * @param visible share of visible patches in percent; 0 for the dense convolution
   * @param form how they are computed
   * @param millis milliseconds of one layer
   * @param processor milliseconds of the processor's time for one layer, mean: it is counted in
   *     long ticks
   * @param gigaFlops counted work of one layer: each tap at each active site, twice more backward
   */
  public record Row(
      String layers,
      int count,
      int visible,
      String form,
      Spread millis,
      double processor,
      double gigaFlops) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param rows of each size of layers the dense convolution and each share
   * @param hardware the device, and how many threads work on it
   */
  public record Result(SparseBench settings, List<Row> rows, String hardware) implements Report {

    /** Keeps a copy of the list. */
    public Result {
      rows = List.copyOf(rows);
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("layers")
              .texts("visible")
              .texts("form")
              .values("ms", "%.2f")
              .values("of dense", "%.0f %%")
              .values("processor ms", "%.2f")
              .values("of dense", "%s")
              .values("GFLOP", "%.2f");
      Row dense = null;
      for (Row row : rows) {
        dense = row.visible() == 0 ? row : dense;
        table.row(
            row.layers(),
            share(row.visible()),
            row.form(),
            row.millis().median(),
            ALL * row.millis().median() / dense.millis().median(),
            row.processor(),
            percent(row.processor(), dense.processor()),
            row.gigaFlops());
      }
      List<Integer> shares = new ArrayList<>(List.of(0));
      shares.addAll(settings.visible());
      double[] densely = totals(0);
      for (int share : shares) {
        double[] sums = totals(share);
        table.row(
            "all layers",
            share(share),
            "",
            sums[0],
            ALL * sums[0] / densely[0],
            sums[1],
            percent(sums[1], densely[1]),
            sums[2]);
      }
      return TextTable.line(
              "Depth-wise convolutions of %s, %s pixels, batch %s, %s, forward and backward, %s"
                  + " passes, %s",
              settings.model(),
              settings.imageSize(),
              settings.batchSize(),
              settings.precision().name().toLowerCase(Locale.ROOT),
              settings.steps(),
              hardware)
          + table.text();
    }

    /** Processor time is counted in ticks: of a short layer it may be none. */
    private static String percent(double time, double dense) {
      return dense > 0 ? String.format(Locale.ROOT, "%.0f %%", ALL * time / dense) : "-";
    }

    private static String share(int visible) {
      return visible == 0 ? "dense" : visible + " %";
    }

    /** The sums over all layers: milliseconds, the processor's, work. */
    private double[] totals(int visible) {
      double[] sums = new double[3];
      for (Row row : rows) {
        if (row.visible() == visible) {
          sums[0] += row.count() * row.millis().median();
          sums[1] += row.count() * row.processor();
          sums[2] += row.count() * row.gigaFlops();
        }
      }
      return sums;
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(this));
      Map<String, Object> shares = new LinkedHashMap<>();
      for (int share : settings.visible()) {
        shares.put(share + "", ALL * totals(share)[0] / totals(0)[0]);
      }
      values.put("percentOfDense", shares);
      return values;
    }
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws IOException, InterruptedException {
    Device on = SingleDevice.parse(device);
    List<Row> rows = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager(on)) {
      for (DepthwiseLayers layers : DepthwiseLayers.of(model, imageSize)) {
        try (DepthwisePasses passes = new DepthwisePasses(manager, layers, this)) {
          for (int step = 0; step < warmup + steps; step++) {
            Interruption.check();
            passes.run(step >= warmup);
          }
          rows.addAll(passes.rows());
        }
      }
      return new Result(this, rows, SingleDevice.describe(on));
    }
  }

  /** The mask of a share of visible patches. */
  PatchMask mask(int share) {
    int side = Backbones.variant(model).decoder().maskPatch();
    int height = imageSize.height() / side;
    int width = imageSize.width() / side;
    return share == ALL
        ? PatchMask.none(height, width)
        : new RandomMaskGenerator(0, hidden(share)).generate(0, height, width);
  }

  private static double hidden(int share) {
    return 1 - (double) share / ALL;
  }
}
