package io.greenmim.bench;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.grouping.GroupPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.swin.SwinConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What grouping the windows under a mask takes, a different mask at every call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GroupingBenchmark {

  private static final int MASKS = 64;
  private static final int MASK_PATCH = 32;

  @Param({"swin_base_patch4_window7_224", "swin_large_patch4_window14_224"})
  private String model;

  @Param({"OPTIMAL", "FIXED", "MASKING", "AUTO"})
  private GroupingMode mode;

  private final PatchMask[] masks = new PatchMask[MASKS];
  private final int[][] visible = new int[MASKS][];
  private SwinConfig encoder;
  private WindowPartition partition;
  private MaskPlanner planner;
  private int next;

  /** Draws the masks. */
  @Setup
  public void draw() {
    encoder = (SwinConfig) Backbones.variant(model).encoder();
    planner = Backbones.newEncoder(encoder, EncoderUse.POOLED).planner(MASK_PATCH, mode);
    int side = encoder.imageSize().height() / MASK_PATCH;
    int grid = encoder.imageSize().height() / encoder.patchSize();
    partition = new WindowPartition(grid, grid, encoder.stageWindow(0).height(), 0);
    RandomMaskGenerator generator = new RandomMaskGenerator(0, 0.75);
    for (int i = 0; i < MASKS; i++) {
      masks[i] = generator.generate(i, side, side);
      visible[i] = masks[i].visibleTokens(MASK_PATCH / encoder.patchSize());
    }
  }

  /** Groups the regular windows of the first stage. */
  @Benchmark
  public GroupPlan firstStage() {
    next = (next + 1) % MASKS;
    return WindowGrouper.plan(visible[next], partition, encoder.channels(0), mode);
  }

  /** Plans all stages. */
  @Benchmark
  public MaskPlan wholePlan() {
    next = (next + 1) % MASKS;
    return planner.plan(List.of(masks[next]));
  }
}
