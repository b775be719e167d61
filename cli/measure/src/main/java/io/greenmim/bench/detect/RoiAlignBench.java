package io.greenmim.bench.detect;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.greenmim.bench.CopyBandwidth;
import io.greenmim.bench.PhaseClock;
import io.greenmim.bench.SingleDevice;
import io.greenmim.bench.Spread;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.train.config.Expect;
import io.greenmim.train.config.Interruption;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures RoIAlign as training uses it, from boxes on the host to pooled features and from their
 * gradient to that of the maps, beside the bandwidth of the memory.
 */
public final class RoiAlignBench {

  private static final long MEGA = 1_000_000;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param model name of the detector, which tells the channels and the bins
   * @param image size of the image
   * @param boxes number of regions
   * @param steps passes that are measured
   * @param warmup passes before them
   * @param device device to run on, as {@code --device} takes it
   * @param copyMegabytes size of the array whose copy gives the bandwidth, in 10^6 bytes
   * @param seed seed of boxes and maps
   */
  public record Settings(
      String model,
      ImageSize image,
      int boxes,
      int steps,
      int warmup,
      String device,
      int copyMegabytes,
      long seed) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the detector is unknown or a number is out of its range
     */
    public Settings {
      MeasuredDetector.config(model);
      Expect.atLeast("--boxes", boxes, 1);
      Expect.atLeast("--steps", steps, 1);
      Expect.atLeast("--warmup", warmup, 0);
      Expect.atLeast("--copy", copyMegabytes, 1);
    }
  }

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param perLevel regions of each level, finest first
   * @param forward milliseconds of a forward pass
   * @param backward milliseconds of a backward pass
   * @param traffic what has to move
   * @param bytesPerSecond bandwidth of the memory, bytes read and bytes written
   * @param hardware the device, and how many threads work on it
   */
  public record Result(
      Settings settings,
      List<Integer> perLevel,
      Spread forward,
      Spread backward,
      RoiTraffic traffic,
      double bytesPerSecond,
      String hardware) {

    /** Keeps a copy of the list. */
    public Result {
      perLevel = List.copyOf(perLevel);
    }

    /**
     * Returns how near the median forward pass comes to the memory's limit.
     *
     * @return percent of the bandwidth
     */
    public double forwardPercent() {
      return percent(traffic.forwardBytes(), forward);
    }

    /**
     * Returns how near the median backward pass comes to the memory's limit.
     *
     * @return percent of the bandwidth
     */
    public double backwardPercent() {
      return percent(traffic.backwardBytes(), backward);
    }

    private double percent(long bytes, Spread millis) {
      return 100 * (bytes / (millis.median() / 1e3)) / bytesPerSecond;
    }
  }

  /** The two passes. */
  private enum Pass {
    FORWARD,
    BACKWARD
  }

  /**
   * Makes a benchmark.
   *
   * @param settings what to measure
   */
  public RoiAlignBench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Runs the passes in this virtual machine.
   *
   * @return what was measured
   * @throws IOException if the processor's description cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public Result run() throws IOException, InterruptedException {
    Device device = SingleDevice.parse(settings.device());
    MaskRcnn model = MaskRcnn.swin(MeasuredDetector.config(settings.model()), 0);
    RoiPooler pooler = model.roiHeads().boxPooler();
    int channels = model.config().pyramidChannels();
    Boxes boxes =
        DrawnBoxes.spread(
            DrawnBoxes.random(settings.seed()), settings.boxes(), settings.image().pixels());
    List<PixelSize> sizes = settings.image().maps(model.config().encoder());
    try (NDManager manager = NDManager.newBaseManager(device);
        CopyBandwidth bandwidth = new CopyBandwidth(manager, settings.copyMegabytes() * MEGA)) {
      Engine.getInstance().setRandomSeed((int) settings.seed());
      PhaseClock<Pass> clock = new PhaseClock<>(manager, Pass.class);
      for (int step = 0; step < settings.warmup() + settings.steps(); step++) {
        Interruption.check();
        bandwidth.measure();
        pass(manager, pooler, sizes, channels, boxes, clock);
        if (step >= settings.warmup()) {
          clock.keep();
        }
      }
      return new Result(
          settings,
          perLevel(pooler, boxes, sizes.size()),
          Spread.of(clock.millis(Pass.FORWARD)),
          Spread.of(clock.millis(Pass.BACKWARD)),
          RoiTraffic.of(pooler, sizes, boxes, channels),
          bandwidth.bytesPerSecond(),
          SingleDevice.describe(device));
    }
  }

  private static void pass(
      NDManager manager,
      RoiPooler pooler,
      List<PixelSize> sizes,
      int channels,
      Boxes boxes,
      PhaseClock<Pass> clock) {
    try (NDManager own = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector();
        ArrayScope scope = new ArrayScope()) {
      List<NDArray> maps = new ArrayList<>();
      for (PixelSize size : sizes) {
        maps.add(map(own, size, channels));
      }
      NDArray other = own.ones(new Shape(1));
      other.setRequiresGradient(true);
      SingleDevice.await(own);
      clock.start();
      try (PooledRois rois = pooler.record(maps, List.of(boxes))) {
        clock.ended(Pass.FORWARD);
        // Stands for the heads, which the time of the backward pass is without.
        NDArray slope = own.randomUniform(0.5f, 1, rois.features().getShape());
        collector.backward(rois.features().mul(slope).sum());
        clock.skip();
        PooledRois.backward(other, List.of(rois));
        clock.ended(Pass.BACKWARD);
      }
    }
  }

  /**
   * A map with a graph behind it, channels last, as the pyramid makes them; but only its first row
   * collects a gradient, so that what lies behind the map takes no time.
   */
  private static NDArray map(NDManager manager, PixelSize size, int channels) {
    NDArray row = EngineMemory.own(manager.zeros(new Shape(1, 1, size.width(), channels)));
    row.setRequiresGradient(true);
    NDArray rest =
        manager.randomUniform(-1, 1, new Shape(1, size.height() - 1L, size.width(), channels));
    return NDArrays.concat(new NDList(row, rest), 1).transpose(0, 3, 1, 2);
  }

  private static List<Integer> perLevel(RoiPooler pooler, Boxes boxes, int levels) {
    Integer[] counts = new Integer[levels];
    Arrays.fill(counts, 0);
    for (int level : pooler.levels().levels(boxes)) {
      counts[level - pooler.levels().lowest()]++;
    }
    return List.of(counts);
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
    ConfigFile.write(result, new RoiAlignBench(ConfigFile.read(Settings.class, settings)).run());
  }
}
