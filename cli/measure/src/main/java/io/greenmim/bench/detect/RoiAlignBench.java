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
import io.greenmim.bench.Measurement;
import io.greenmim.bench.PhaseClock;
import io.greenmim.bench.Report;
import io.greenmim.bench.SingleDevice;
import io.greenmim.bench.Spread;
import io.greenmim.bench.TextTable;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.train.config.Interruption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures RoIAlign as training uses it, from boxes on the host to pooled features and from their
 * gradient to that of the maps, beside the bandwidth of the memory.
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
public record RoiAlignBench(
    String model,
    MeasuredImage image,
    int boxes,
    int steps,
    int warmup,
    String device,
    int copyMegabytes,
    long seed)
    implements Measurement<RoiAlignBench.Result> {

  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the detector is unknown or a number is out of its range
   */
  public RoiAlignBench {
    MeasuredDetector.config(model);
    Checks.atLeast("boxes", boxes, 1);
    Checks.atLeast("steps", steps, 1);
    Checks.atLeast("warmup", warmup, 0);
    Checks.atLeast("copy", copyMegabytes, 1);
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
      RoiAlignBench settings,
      List<Integer> perLevel,
      Spread forward,
      Spread backward,
      RoiTraffic traffic,
      double bytesPerSecond,
      String hardware)
      implements Report {

    /** Keeps a copy of the list. */
    public Result {
      perLevel = List.copyOf(perLevel);
    }

    /** How near a pass comes to the memory's limit, in percent of the bandwidth. */
    private double percent(long bytes, Spread millis) {
      return 100 * (bytes / (millis.median() / 1e3)) / bytesPerSecond;
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("RoIAlign")
              .values("ms", "%.2f")
              .values("MB", "%.1f")
              .values("GB/s", "%.1f")
              .values("share %", "%.1f");
      row(table, "forward", forward, traffic.forwardBytes());
      row(table, "backward", backward, traffic.backwardBytes());
      return TextTable.line(
              "RoIAlign of %s, %s pixels, %d boxes (%s a level), %d channels, %d passes, %s",
              settings.model(),
              settings.image(),
              settings.boxes(),
              perLevel,
              traffic.channels(),
              settings.steps(),
              hardware)
          + table.text()
          + TextTable.line(
              "memory bandwidth %.1f GB/s (copies of %d MB); maps: %d of %d cells are read",
              bytesPerSecond / GIGA, settings.copyMegabytes(), traffic.touched(), traffic.cells());
    }

    private void row(TextTable table, String name, Spread millis, long bytes) {
      double rate = bytes / GIGA / (millis.median() / 1e3);
      table.row(name, millis, bytes / MEGA, rate, percent(bytes, millis));
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(this));
      values.put("forwardBytes", traffic.forwardBytes());
      values.put("backwardBytes", traffic.backwardBytes());
      values.put("forwardPercent", percent(traffic.forwardBytes(), forward));
      values.put("backwardPercent", percent(traffic.backwardBytes(), backward));
      return values;
    }
  }

  /** The two passes. */
  private enum Pass {
    FORWARD,
    BACKWARD
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws IOException, InterruptedException {
    Device on = SingleDevice.parse(device);
    MaskRcnn detector = MaskRcnn.of(MeasuredDetector.config(model), 0);
    RoiPooler pooler = detector.roiHeads().boxPooler();
    int channels = detector.config().pyramidChannels();
    Boxes regions = DrawnBoxes.spread(DrawnBoxes.random(seed), boxes, image.pixels());
    List<PixelSize> sizes = image.maps(detector.config().encoder());
    try (NDManager manager = NDManager.newBaseManager(on);
        CopyBandwidth bandwidth = new CopyBandwidth(manager, Math.round(copyMegabytes * MEGA))) {
      Engine.getInstance().setRandomSeed((int) seed);
      PhaseClock<Pass> clock = new PhaseClock<>(manager, Pass.class);
      for (int step = 0; step < warmup + steps; step++) {
        Interruption.check();
        bandwidth.measure();
        pass(manager, pooler, sizes, channels, regions, clock);
        if (step >= warmup) {
          clock.keep();
        }
      }
      return new Result(
          this,
          perLevel(pooler, regions, sizes.size()),
          Spread.of(clock.millis(Pass.FORWARD)),
          Spread.of(clock.millis(Pass.BACKWARD)),
          RoiTraffic.of(pooler, sizes, regions, channels),
          bandwidth.bytesPerSecond(),
          SingleDevice.describe(on));
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
        clock.done(Pass.FORWARD);
        // Stands for the heads, which the time of the backward pass is without.
        NDArray slope = own.randomUniform(0.5f, 1, rois.features().getShape());
        collector.backward(rois.features().mul(slope).sum());
        clock.skip();
        PooledRois.backward(other, List.of(rois));
        clock.done(Pass.BACKWARD);
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
}
