package io.greenmim.train.testing;

import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SwinConfig;
import io.greenmim.grouping.GreenPlanner;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.swin.SwinTransformer;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.train.pretrain.MaskedImageObjective;
import java.util.List;
import java.util.SplittableRandom;

/** A model of a few thousand weights and batches for it. */
public final class TinyRuns {

  /** How the tiny model learns. */
  public static final UpdateOptions UPDATES = new UpdateOptions(0.05, 0.9, 0.95, 1, 0);

  /** The tiny model: 64 pixels, stochastic depth on. */
  public static final ModelConfig MODEL =
      ModelConfig.masked(
          "tiny_test",
          new SwinConfig(64, 4, 3, 8, List.of(1, 2, 1, 1), List.of(1, 2, 2, 4), 4, 2, 0.3, 1e-6),
          new MimConfig(32, 0.5, 16, 1, 2, true));

  private static final GreenPlanner PLANNER =
      new SwinTransformer(MODEL.encoder()).planner(32, GroupingMode.OPTIMAL);

  private TinyRuns() {}

  /** The tiny model without weights, and its loss. */
  public static MaskedImageObjective objective() {
    return new MaskedImageObjective(MODEL);
  }

  /** A batch of smooth colours with noise, a pure function of its number. */
  public static MaskedBatch batch(long number, int images) {
    byte[] pixels = new byte[images * 3 * 64 * 64];
    SplittableRandom random = new SplittableRandom(number);
    for (int i = 0; i < pixels.length; i++) {
      int wave = (int) (100 * Math.sin(i * 0.01 * (1 + number % 3)));
      pixels[i] = (byte) (128 + wave + random.nextInt(20));
    }
    return new MaskedBatch(
        pixels,
        images,
        64,
        64,
        PLANNER.plan(new RandomMaskGenerator(1, 0.5).generate(number, 2, 2)));
  }
}
