package io.greenmim.bench.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.bench.MatrixPeak;
import io.greenmim.bench.MatrixRate;
import io.greenmim.bench.Measurement;
import io.greenmim.bench.PhaseClock;
import io.greenmim.bench.Report;
import io.greenmim.bench.SingleDevice;
import io.greenmim.bench.Spread;
import io.greenmim.bench.TextTable;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.model.ImageBatch;
import io.greenmim.detect.model.ImageDetections;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.Interruption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures inference: one image at a time, from 8-bit pixels to objects with their masks pasted, as
 * {@code detect predict} does it. The weights are random, and every score counts, so that there are
 * as many detections as an image may have; what is found means nothing.
 *
 * @param model name of the detector
 * @param precision what passes compute with
 * @param image size of the image, which is not resized
 * @param steps images that are measured
 * @param warmup images before them
 * @param device device to run on, as {@code --device} takes it
 * @param matrix rows and columns of the matrices that the peak is measured with; 0 for those that
 *     the device needs
 * @param seed seed of weights and pixels
 */
public record InferenceBench(
    String model,
    Precision precision,
    MeasuredImage image,
    int steps,
    int warmup,
    String device,
    int matrix,
    long seed)
    implements Measurement<InferenceBench.Result> {

  private static final String NAME = "random pixels";
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double GIGA = 1e9;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the detector is unknown or a number is out of its range
   */
  public InferenceBench {
    MeasuredDetector.config(model);
    Checks.atLeast("steps", steps, 1);
    Checks.atLeast("warmup", warmup, 0);
    Checks.atLeast("matrix", matrix, 0);
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
   * @param peak the best matrix product
   * @param hardware the device, and how many threads work on it
   */
  public record Result(
      InferenceBench settings,
      Spread image,
      List<PhaseTime> phases,
      int proposals,
      int detections,
      int objects,
      DetectorFlops flops,
      MatrixRate peak,
      String hardware)
      implements Report {

    /** Keeps a copy of the list. */
    public Result {
      phases = List.copyOf(phases);
    }

    /**
     * {@return the rate of useful work: operations per second at the median image, padding not
     * counted}
     */
    public double flopPerSecond() {
      return flops.total() / (image.median() / 1e3);
    }

    /**
     * {@return how near an image comes to the machine's limit: percent of the best matrix product's
     * rate}
     */
    public double peakPercent() {
      return 100 * flopPerSecond() / peak.best();
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
      return 100 * flops(phase) / (millis / 1e3) / peak.best();
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("inference")
              .values("ms", "%.2f")
              .values("GFLOP", "%.1f")
              .values("share %", "%.1f");
      for (PhaseTime time : phases) {
        InferencePhase phase = time.phase();
        double share = peakPercent(phase);
        table.row(
            phase.name().toLowerCase(Locale.ROOT),
            time.millis(),
            flops(phase) / GIGA,
            share == 0 ? "" : share);
      }
      table.row("whole image", image, flops.total() / GIGA, peakPercent());
      return TextTable.line(
              "Inference of %s, %s pixels, %s, %d images one at a time, %s",
              settings.model(),
              settings.image(),
              settings.precision().name().toLowerCase(Locale.ROOT),
              settings.steps(),
              hardware)
          + table.text()
          + TextTable.line(
              "random weights: %d proposals, %d detections, %d objects with an area",
              proposals, detections, objects)
          + TextTable.line(
              "%s; %.2f GFLOP of padding in windows are not counted",
              peak.text(), flops.padding() / GIGA);
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(this));
      values.put("flopPerImage", flops.total());
      values.put("flopPerSecond", flopPerSecond());
      values.put("peakFlops", peak.best());
      values.put("peakPercent", peakPercent());
      return values;
    }
  }

  /** How many regions a pass went on with. */
  private record Counts(int proposals, int detections) {}

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  /** Looks at the image in whole passes and in passes by phase, by turns. */
  @Override
  public Result measure() throws IOException, InterruptedException {
    Device on = SingleDevice.parse(device);
    MaskRcnn detector = MaskRcnn.of(MeasuredDetector.findingAll(model), 0);
    PixelImage picture = pixels();
    try (NDManager manager = NDManager.newBaseManager(on);
        Autograd.Paused paused = Autograd.pause()) {
      detector.initialise(manager, seed);
      InputSize input =
          new InputSize(
              Math.min(image.height(), image.width()), Math.max(image.height(), image.width()));
      ImageDetector whole = new ImageDetector(detector, manager, input, precision);
      MatrixPeak peak = new MatrixPeak(manager, precision, matrix);
      peak.measure();
      List<Double> millis = new ArrayList<>();
      PhaseClock<InferencePhase> clock = new PhaseClock<>(manager, InferencePhase.class);
      Counts counts = null;
      int objects = 0;
      for (int step = 0; step < warmup + steps; step++) {
        Interruption.check();
        long began = System.nanoTime();
        objects = whole.detect(picture, NAME).scores().length;
        double taken = (System.nanoTime() - began) / NANOS_PER_MILLI;
        counts = inPhases(detector, manager, picture, clock);
        if (step >= warmup) {
          millis.add(taken);
          clock.keep();
        }
      }
      peak.measure();
      return new Result(
          this,
          Spread.of(millis),
          Arrays.stream(InferencePhase.values())
              .map(phase -> new PhaseTime(phase, Spread.of(clock.millis(phase))))
              .toList(),
          counts.proposals(),
          counts.detections(),
          objects,
          new DetectorFlopCounter(detector).count(image, counts.proposals(), counts.detections()),
          peak.rate(),
          SingleDevice.describe(on));
    }
  }

  private PixelImage pixels() {
    byte[] rgb = new byte[PixelImage.COLOURS * image.height() * image.width()];
    new SplittableRandom(seed).nextBytes(rgb);
    return PixelImage.rgb(image.width(), image.height(), rgb);
  }

  private Counts inPhases(
      MaskRcnn detector, NDManager manager, PixelImage picture, PhaseClock<InferencePhase> clock) {
    clock.start();
    try (NDManager pass = manager.newSubManager()) {
      ImageBatch batch = ImageBatch.of(pass, picture, NAME, detector.config());
      clock.done(InferencePhase.PIXELS);
      ParameterStore store = new PassStore(pass, precision);
      List<NDArray> maps = detector.backbone().bottomUp().forward(store, batch.images());
      clock.done(InferencePhase.ENCODER);
      List<NDArray> levels = detector.backbone().pyramid().forward(store, maps, false);
      maps.forEach(NDArray::close);
      clock.done(InferencePhase.PYRAMID);
      List<Proposals> proposals = detector.propose(store, batch, levels);
      clock.done(InferencePhase.PROPOSALS);
      ImageDetections found = detector.detect(store, batch, levels, proposals).get(0);
      clock.done(InferencePhase.HEADS);
      found.in(
          new PixelSize(picture.height(), picture.width()),
          detector.config().output().maskThreshold());
      clock.done(InferencePhase.PASTING);
      return new Counts(proposals.get(0).boxes().size(), found.objects().scores().length);
    }
  }
}
