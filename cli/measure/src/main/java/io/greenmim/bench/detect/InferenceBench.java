package io.greenmim.bench.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.bench.MatrixPeak;
import io.greenmim.bench.PhaseClock;
import io.greenmim.bench.SingleDevice;
import io.greenmim.bench.Spread;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.model.ImageBatch;
import io.greenmim.detect.model.ImageDetections;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.detect.train.ImageDetector;
import io.greenmim.image.RgbImage;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.Expect;
import io.greenmim.train.config.Interruption;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures inference: one image at a time, from 8-bit pixels to objects with their masks pasted, as
 * {@code detect predict} does it. The weights are random, and every score counts, so that there are
 * as many detections as an image may have; what is found means nothing.
 */
public final class InferenceBench {

  private static final String NAME = "random pixels";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param model name of the detector
   * @param precision what passes compute with
   * @param image size of the image, which is not resized
   * @param steps images that are measured
   * @param warmup images before them
   * @param device device to run on, as {@code --device} takes it
   * @param matrix rows and columns of the matrices that the peak is measured with
   * @param seed seed of weights and pixels
   */
  public record Settings(
      String model,
      Precision precision,
      ImageSize image,
      int steps,
      int warmup,
      String device,
      int matrix,
      long seed) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the detector is unknown or a number is out of its range
     */
    public Settings {
      MeasuredDetector.config(model);
      Expect.atLeast("--steps", steps, 1);
      Expect.atLeast("--warmup", warmup, 0);
      Expect.atLeast("--matrix", matrix, 1);
    }
  }

  /**
   * What a phase takes.
   *
   * @param phase the phase
   * @param millis milliseconds
   */
  public record PhaseTime(InferencePhase phase, Spread millis) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param image milliseconds of an image from pixels to objects
   * @param phases milliseconds of each phase, of other passes over the same image
   * @param proposals regions that the box head saw
   * @param detections regions that the mask head saw
   * @param objects detections whose box has an area, with their masks
   * @param flops work of the image
   * @param peakFlops operations per second of the best matrix product
   * @param hardware the device, and how many threads work on it
   */
  public record Result(
      Settings settings,
      Spread image,
      List<PhaseTime> phases,
      int proposals,
      int detections,
      int objects,
      DetectorFlops flops,
      double peakFlops,
      String hardware) {

    /** Keeps a copy of the list. */
    public Result {
      phases = List.copyOf(phases);
    }

    /**
     * Returns the rate of useful work.
     *
     * @return operations per second at the median image, padding not counted
     */
    public double flopPerSecond() {
      return flops.total() / (image.median() / 1e3);
    }

    /**
     * Returns how near an image comes to the machine's limit.
     *
     * @return percent of the best matrix product's rate
     */
    public double peakPercent() {
      return 100 * flopPerSecond() / peakFlops;
    }

    /**
     * Returns the work of a phase.
     *
     * @param phase the phase
     * @return operations, padding not counted
     */
    public double flops(InferencePhase phase) {
      return switch (phase) {
        case PIXELS, PASTING -> 0;
        case ENCODER -> flops.encoder();
        case PYRAMID -> flops.pyramid();
        case PROPOSALS -> flops.proposals();
        case HEADS -> flops.boxes() + flops.masks();
      };
    }

    /**
     * Returns how near a phase comes to the machine's limit.
     *
     * @param phase the phase
     * @return percent of the best matrix product's rate at the phase's median; 0 where no matrix is
     *     multiplied
     */
    public double peakPercent(InferencePhase phase) {
      double millis =
          phases.stream()
              .filter(p -> p.phase() == phase)
              .findFirst()
              .orElseThrow()
              .millis()
              .median();
      return 100 * flops(phase) / (millis / 1e3) / peakFlops;
    }
  }

  /** How many regions a pass went on with. */
  private record Counts(int proposals, int detections) {}

  /**
   * Makes a benchmark.
   *
   * @param settings what to measure
   */
  public InferenceBench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Looks at the image in this virtual machine: whole passes and passes by phase, by turns.
   *
   * @return what was measured
   * @throws IOException if the processor's description cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public Result run() throws IOException, InterruptedException {
    Device device = SingleDevice.parse(settings.device());
    ImageSize size = settings.image();
    MaskRcnn model = MaskRcnn.swin(MeasuredDetector.findingAll(settings.model()), 0);
    RgbImage image = pixels();
    try (NDManager manager = NDManager.newBaseManager(device);
        Autograd.Paused paused = Autograd.pause()) {
      model.initialise(manager, settings.seed());
      InputSize input =
          new InputSize(
              Math.min(size.height(), size.width()), Math.max(size.height(), size.width()));
      ImageDetector detector = new ImageDetector(model, manager, input, settings.precision());
      MatrixPeak peak = new MatrixPeak(manager, settings.precision(), settings.matrix());
      peak.measure();
      List<Double> millis = new ArrayList<>();
      PhaseClock<InferencePhase> clock = new PhaseClock<>(manager, InferencePhase.class);
      Counts counts = null;
      int objects = 0;
      for (int step = 0; step < settings.warmup() + settings.steps(); step++) {
        Interruption.check();
        long began = System.nanoTime();
        objects = detector.detect(image, NAME).scores().length;
        double taken = (System.nanoTime() - began) / NANOS_PER_MILLI;
        counts = inPhases(model, manager, image, clock);
        if (step >= settings.warmup()) {
          millis.add(taken);
          clock.keep();
        }
      }
      peak.measure();
      return new Result(
          settings,
          Spread.of(millis),
          Arrays.stream(InferencePhase.values())
              .map(phase -> new PhaseTime(phase, Spread.of(clock.millis(phase))))
              .toList(),
          counts.proposals(),
          counts.detections(),
          objects,
          new DetectorFlopCounter(model.config())
              .count(size, counts.proposals(), counts.detections()),
          peak.flopPerSecond(),
          SingleDevice.describe(device));
    }
  }

  private RgbImage pixels() {
    ImageSize size = settings.image();
    byte[] rgb = new byte[RgbImage.CHANNELS * size.height() * size.width()];
    new SplittableRandom(settings.seed()).nextBytes(rgb);
    return new RgbImage(size.width(), size.height(), rgb);
  }

  private Counts inPhases(
      MaskRcnn model, NDManager manager, RgbImage image, PhaseClock<InferencePhase> clock) {
    clock.start();
    try (NDManager pass = manager.newSubManager()) {
      ImageBatch batch = ImageBatch.of(pass, image, NAME);
      clock.ended(InferencePhase.PIXELS);
      ParameterStore store = new PassStore(pass, settings.precision());
      List<NDArray> maps = model.backbone().bottomUp().forward(store, batch.images());
      clock.ended(InferencePhase.ENCODER);
      List<NDArray> levels = model.backbone().pyramid().forward(store, maps, false);
      maps.forEach(NDArray::close);
      clock.ended(InferencePhase.PYRAMID);
      List<Proposals> proposals = model.propose(store, batch, levels);
      clock.ended(InferencePhase.PROPOSALS);
      ImageDetections found = model.detect(store, batch, levels, proposals).get(0);
      clock.ended(InferencePhase.HEADS);
      found.in(
          new PixelSize(image.height(), image.width()), model.config().output().maskThreshold());
      clock.ended(InferencePhase.PASTING);
      return new Counts(proposals.get(0).boxes().size(), found.objects().scores().length);
    }
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
    ConfigFile.write(result, new InferenceBench(ConfigFile.read(Settings.class, settings)).run());
  }
}
