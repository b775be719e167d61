package io.greenmim.bench;

import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SwinConfig;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.grouping.GroupPlan;
import io.greenmim.grouping.StagePlan;
import io.greenmim.masking.BatchMask;
import io.greenmim.nn.WindowLayout;
import io.greenmim.nn.WindowShift;

/** Counts the work of a model for one image, from the plan where there is one. */
public final class FlopCounter {

  /** Hidden channels of the decoder's feed-forward networks for each of its channels. */
  private static final int DECODER_RATIO = 4;

  private final ModelConfig config;

  /**
   * Makes a counter.
   *
   * @param config the model, made for the size of the images
   */
  public FlopCounter(ModelConfig config) {
    this.config = config;
  }

  /** Pairs of tokens that attend, and pairs that a padding slot takes part in. */
  private record Pairs(double real, double padding) {

    Pairs plus(Pairs other) {
      return new Pairs(real + other.real, padding + other.padding);
    }

    /** Counts the pairs inside groups, given how many of each group's slots hold a token. */
    static Pairs of(int[] used, int groupSize) {
      double real = 0;
      for (int count : used) {
        real += (double) count * count;
      }
      return new Pairs(real, (double) used.length * groupSize * groupSize - real);
    }
  }

  /**
   * Counts the work of a pre-training pass.
   *
   * @param plan what the model's planner made
   * @return operations of one image
   * @throws IllegalArgumentException if the model is not one of masked image modelling
   */
  public FlopCount masked(BatchMask plan) {
    return switch (config.kind()) {
      case GREENMIM -> green((GreenPlan) plan);
      case SIMMIM -> dense().plus(head());
      default ->
          throw new IllegalArgumentException(
              "expected a model of masked image modelling, got " + config.kind().description());
    };
  }

  private FlopCount green(GreenPlan plan) {
    SwinConfig encoder = config.encoder();
    FlopCount sum = FlopCount.ZERO;
    for (int stage = 0; stage < encoder.stages(); stage++) {
      StagePlan stagePlan = plan.stages().get(stage);
      Pairs pairs = pairs(stage, pairs(stagePlan.regular()), pairs(stagePlan.shifted()));
      int merged = stagePlan.mergeIndices().length / 4;
      sum = sum.plus(stage(stage, stagePlan.tokens(), merged, pairs));
    }
    return sum.plus(embedding(plan.stages().get(0).tokens())).plus(decoder(plan));
  }

  /**
   * Counts the work of the encoder over all patches.
   *
   * @return operations of one image
   */
  public FlopCount dense() {
    SwinConfig encoder = config.encoder();
    int side = encoder.imageSize() / encoder.patchSize();
    return dense(side, side, WindowShift.UNLESS_SINGLE);
  }

  /**
   * Counts the work of the encoder over all patches of an image of another size, as detectors look
   * at it.
   *
   * @param height rows of patches
   * @param width columns of patches
   * @param shift whether windows are shifted that cover the whole grid
   * @return operations of one image
   */
  public FlopCount dense(int height, int width, WindowShift shift) {
    SwinConfig encoder = config.encoder();
    int rows = height;
    int columns = width;
    FlopCount sum = embedding(rows * columns);
    for (int stage = 0; stage < encoder.stages(); stage++) {
      int window = encoder.stageWindow(stage);
      Pairs regular = pairs(WindowLayout.dense(rows, columns, window, WindowShift.NONE));
      Pairs shifted = pairs(WindowLayout.dense(rows, columns, window, shift));
      int tokens = rows * columns;
      rows = (rows + 1) / 2;
      columns = (columns + 1) / 2;
      int merged = stage == encoder.stages() - 1 ? 0 : rows * columns;
      sum = sum.plus(stage(stage, tokens, merged, pairs(stage, regular, shifted)));
    }
    return sum;
  }

  /** Pairs of all blocks of a stage: regular and shifted windows by turns. */
  private Pairs pairs(int stage, Pairs regular, Pairs shifted) {
    Pairs sum = new Pairs(0, 0);
    for (int block = 0; block < config.encoder().depths().get(stage); block++) {
      sum = sum.plus(block % 2 == 0 ? regular : shifted);
    }
    return sum;
  }

  private static Pairs pairs(GroupPlan plan) {
    int[] used = new int[plan.groups()];
    int[] windows = plan.windowOfSlot();
    for (int slot = 0; slot < windows.length; slot++) {
      used[slot / plan.groupSize()] += windows[slot] == GroupPlan.PADDING ? 0 : 1;
    }
    return Pairs.of(used, plan.groupSize());
  }

  private static Pairs pairs(WindowLayout layout) {
    int[] used = new int[layout.groups()];
    for (int slot : layout.slotOfToken()) {
      used[slot / layout.groupSize()]++;
    }
    return Pairs.of(used, layout.groupSize());
  }

  private FlopCount stage(int stage, int tokens, int merged, Pairs pairs) {
    SwinConfig encoder = config.encoder();
    double channels = encoder.channels(stage);
    double weights = 4 * channels * channels + 2 * channels * encoder.hiddenDim(stage);
    double linear = 2 * encoder.depths().get(stage) * tokens * weights;
    // Each pair costs a product of two heads' channels, and adds its value to the sum.
    double perPair = 2 * 2 * channels;
    double merging = 2 * merged * 4 * channels * 2 * channels;
    return new FlopCount(
        linear, perPair * pairs.real(), 0, merging, 0, 0, perPair * pairs.padding());
  }

  private FlopCount embedding(int tokens) {
    SwinConfig encoder = config.encoder();
    double pixels = (double) encoder.patchSize() * encoder.patchSize() * encoder.inChannels();
    return new FlopCount(0, 0, 2 * tokens * pixels * encoder.embedDim(), 0, 0, 0, 0);
  }

  private FlopCount decoder(GreenPlan plan) {
    MimConfig mim = config.mim();
    double dim = mim.decoderDim();
    double visible = plan.mask().visibleCount();
    double hidden = plan.mask().maskedCount();
    double all = visible + hidden;
    double embed = visible * config.encoder().featureDim() * dim;
    double block = all * (4 + 2 * DECODER_RATIO) * dim * dim + 2 * all * all * dim;
    double pixels = (double) mim.maskPatch() * mim.maskPatch() * config.encoder().inChannels();
    double work = embed + mim.decoderDepth() * block + hidden * dim * pixels;
    return new FlopCount(0, 0, 0, 0, 2 * work, 0, 0);
  }

  private FlopCount head() {
    SwinConfig encoder = config.encoder();
    int last = encoder.stages() - 1;
    double stride = encoder.stride(last);
    double side = encoder.imageSize() / stride;
    double pixels = stride * stride * encoder.inChannels();
    return new FlopCount(0, 0, 0, 0, 0, 2 * side * side * encoder.featureDim() * pixels, 0);
  }
}
