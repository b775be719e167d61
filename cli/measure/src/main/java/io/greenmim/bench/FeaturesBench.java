package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Variants;
import io.greenmim.model.swin.SwinTransformer;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.Interruption;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Measures features: dense forward passes of an encoder, from 8-bit pixels to pooled features. */
public final class FeaturesBench {

  private static final double NANOS_PER_MILLI = 1e6;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param model name of the variant
   * @param precision what passes compute with
   * @param imageSize side of the images in pixels, a multiple of the encoder's total stride
   * @param batchSize images of a pass
   * @param steps passes that are measured
   * @param warmup passes before them
   * @param device device to run on, as {@code --device} takes it
   * @param matrix rows and columns of the matrices that the peak is measured with
   */
  public record Settings(
      String model,
      Precision precision,
      int imageSize,
      int batchSize,
      int steps,
      int warmup,
      String device,
      int matrix) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the variant is unknown or a number is out of its range
     */
    public Settings {
      Variants.swin(model).withImageSize(imageSize);
      PretrainCase.atLeast("--batch-size", batchSize, 1);
      PretrainCase.atLeast("--steps", steps, 1);
      PretrainCase.atLeast("--warmup", warmup, 0);
      PretrainCase.atLeast("--matrix", matrix, 1);
    }
  }

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param pass milliseconds of a pass
   * @param flops work of one image
   * @param peakFlops operations per second of the best matrix product
   */
  public record Result(Settings settings, Spread pass, FlopCount flops, double peakFlops) {

    /**
     * Returns the speed.
     *
     * @return images per second at the median pass
     */
    public double imagesPerSecond() {
      return 1e3 * settings.batchSize() / pass.median();
    }

    /**
     * Returns the rate of useful work.
     *
     * @return operations per second at the median pass, padding not counted
     */
    public double flopPerSecond() {
      return imagesPerSecond() * flops.forward();
    }

    /**
     * Returns how near a pass comes to the machine's limit.
     *
     * @return percent of the best matrix product's rate
     */
    public double peakPercent() {
      return 100 * flopPerSecond() / peakFlops;
    }
  }

  /**
   * Makes a benchmark.
   *
   * @param settings what to measure
   */
  public FeaturesBench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Runs the passes in this virtual machine.
   *
   * @return what was measured
   * @throws InterruptedException if the thread is interrupted
   */
  public Result run() throws InterruptedException {
    Device device = SingleDevice.parse(settings.device());
    ModelConfig config =
        ModelConfig.bare(
            settings.model(), Variants.swin(settings.model()).withImageSize(settings.imageSize()));
    SwinTransformer encoder = ModelFolder.newEncoder(config);
    List<Double> millis = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager(device);
        Autograd.Paused paused = Autograd.pause()) {
      StateDict.of(encoder).initialise(manager, ModelFolder.inputShape(config), 0);
      MatrixPeak peak = new MatrixPeak(manager, settings.precision(), settings.matrix());
      peak.measure();
      for (int step = 0; step < settings.warmup() + settings.steps(); step++) {
        Interruption.check();
        double taken = pass(encoder, manager);
        if (step >= settings.warmup()) {
          millis.add(taken);
        }
      }
      peak.measure();
      FlopCount flops = new FlopCounter(config).dense();
      return new Result(settings, Spread.of(millis), flops, peak.flopPerSecond());
    }
  }

  private double pass(SwinTransformer encoder, NDManager manager) {
    int side = settings.imageSize();
    byte[] pixels = new byte[settings.batchSize() * 3 * side * side];
    new SplittableRandom(0).nextBytes(pixels);
    Shape shape = new Shape(settings.batchSize(), 3, side, side);
    long began = System.nanoTime();
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = ImageTensors.normalise(ImageTensors.upload(scope, pixels, shape));
      encoder
          .features(new PassStore(scope, settings.precision()), images, false)
          .pooled()
          .toFloatArray();
    }
    return (System.nanoTime() - began) / NANOS_PER_MILLI;
  }
}
