package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.RecordMapper;
import io.greenmim.model.Encoder;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.Setting;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures features: dense forward passes of an encoder, from 8-bit pixels to pooled features.
 *
 * @param model name of the variant
 * @param precision what passes compute with
 * @param batchSize images of a pass
 * @param steps passes that are measured
 * @param warmup passes before them
 * @param imageSize size of the images, multiples of the encoder's total stride; null for that of
 *     the variant
 * @param device device to run on, as {@code --device} takes it
 * @param matrix rows and columns of the matrices that the peak is measured with; 0 for those that
 *     the device needs
 */
public record FeaturesBench(
    @Setting(
            value = "Variant: " + Setting.VALUES + ".",
            label = "NAME",
            choices = EncoderChoices.class,
            required = true)
        String model,
    @Setting(value = Setting.VALUES + ".", usual = "fp32") Precision precision,
    @Setting(value = "Images of a pass.", usual = "16") int batchSize,
    @Setting(value = "Measured passes.", usual = "8") int steps,
    @Setting(value = "Passes before those that are measured.", usual = "2") int warmup,
    @Setting(
            "Side of the images, or HEIGHTxWIDTH such as 160x320; multiples of 32. Default: that of"
                + " the variant.")
        ImageSize imageSize,
    @Setting(value = "auto (a GPU if there is one), cpu or gpu.", usual = "auto") String device,
    @Setting(
            value =
                "Rows and columns of the matrices whose product gives the peak; 0 for 2048 on a"
                    + " processor and 8192 on a GPU.",
            usual = "0",
            label = "SIDE")
        int matrix)
    implements Measurement<FeaturesBench.Result> {

  private static final double GIGA = 1e9;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the variant is unknown or a number is out of its range
   */
  public FeaturesBench {
    EncoderConfig encoder = Backbones.variant(model).encoder();
    imageSize = imageSize == null ? encoder.imageSize() : imageSize;
    encoder.withImageSize(imageSize);
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("steps", steps, 1);
    Checks.atLeast("warmup", warmup, 0);
    Checks.atLeast("matrix", matrix, 0);
  }

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param pass milliseconds of a pass
   * @param flops work of one image
   * @param peak the best matrix product
   */
  public record Result(FeaturesBench settings, Spread pass, FlopCount flops, MatrixRate peak)
      implements Report {

    /** {@return the speed: images per second at the median pass} */
    public double imagesPerSecond() {
      return 1e3 * settings.batchSize() / pass.median();
    }

    /**
     * {@return the rate of useful work: operations per second at the median pass, padding not
     * counted}
     */
    public double flopPerSecond() {
      return imagesPerSecond() * flops.forward();
    }

    /**
     * {@return how near a pass comes to the machine's limit: percent of the best matrix product's
     * rate}
     */
    public double peakPercent() {
      return 100 * flopPerSecond() / peak.best();
    }

    @Override
    public String text() {
      return TextTable.line(
              "Features of %s, %s pixels, batch %s, %s, %s passes",
              settings.model(),
              settings.imageSize(),
              settings.batchSize(),
              settings.precision().name().toLowerCase(Locale.ROOT),
              settings.steps())
          + new TextTable()
              .texts("images/s")
              .values("ms a pass", "%.1f")
              .values("GFLOP/image", "%.2f")
              .values("GFLOP/s", "%.1f")
              .values("matrix peak", "%.1f")
              .values("share %", "%.1f")
              .values("plain peak", "%.1f")
              .row(
                  String.format(Locale.ROOT, "%.2f", imagesPerSecond()),
                  pass,
                  flops.forward() / GIGA,
                  flopPerSecond() / GIGA,
                  peak.best() / GIGA,
                  peakPercent(),
                  peak.plain() / GIGA)
              .text();
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(this));
      values.put("imagesPerSecond", imagesPerSecond());
      values.put("flopPerSecond", flopPerSecond());
      values.put("peakFlops", peak.best());
      values.put("peakPercent", peakPercent());
      return values;
    }
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws InterruptedException {
    Device on = SingleDevice.parse(device);
    ModelConfig config =
        ModelConfig.of(
            model, Backbones.variant(model).encoder().withImageSize(imageSize), HeadConfig.NONE);
    Encoder encoder = ModelFolder.newEncoder(config);
    Shape shape = new Shape(batchSize, 3, imageSize.height(), imageSize.width());
    byte[] pixels = new byte[Math.toIntExact(shape.size())];
    new SplittableRandom(0).nextBytes(pixels);
    try (NDManager manager = NDManager.newBaseManager(on);
        Autograd.Paused paused = Autograd.pause()) {
      StateDict.of(encoder).initialise(manager, ModelFolder.inputShape(config), 0);
      MatrixPeak peak = new MatrixPeak(manager, precision, matrix);
      peak.measure();
      Spread pass =
          Spread.ofPasses(
              warmup,
              steps,
              number -> {
                try (NDManager scope = manager.newSubManager()) {
                  NDArray images =
                      ImageTensors.normalise(
                          ImageTensors.upload(scope, pixels, shape), config.preprocessing());
                  PassStore store = new PassStore(scope, precision);
                  encoder.features(store, images, false).pooled().toFloatArray();
                }
              });
      peak.measure();
      FlopCount flops = FlopCount.of(encoder.work(imageSize));
      return new Result(this, pass, flops, peak.rate());
    }
  }
}
