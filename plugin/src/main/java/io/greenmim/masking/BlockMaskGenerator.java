package io.greenmim.masking;

import io.greenmim.random.SplitMix64;

/** Draws the masks of {@link MaskShape#BLOCK}. */
final class BlockMaskGenerator implements MaskGenerator {

  /** BEiT's 16 of 14 x 14 patches, which here are larger. */
  private static final double LEAST_SHARE = 16.0 / 196;

  private static final double LARGEST_ASPECT = 1 / 0.3;

  private final long seed;
  private final double ratio;

  BlockMaskGenerator(long seed, double ratio) {
    RandomMaskGenerator.checkRatio(ratio);
    this.seed = seed;
    this.ratio = ratio;
  }

  @Override
  public PatchMask generate(long number, int rows, int cols) {
    int missing = rows * cols - RandomMaskGenerator.visible(ratio, rows, cols);
    double least = Math.max(1, LEAST_SHARE * rows * cols);
    boolean[] masked = new boolean[rows * cols];
    SplitMix64 random = SplitMix64.of(seed, number);
    double limit = Math.log(LARGEST_ASPECT);
    while (missing > 0) {
      double area = random.nextDouble(least, Math.max(least, missing));
      double aspect = Math.exp(random.nextDouble(-limit, limit));
      int height = side(Math.sqrt(area * aspect), rows);
      int width = side(Math.sqrt(area / aspect), cols);
      int top = random.nextInt(rows - height + 1);
      int left = random.nextInt(cols - width + 1);
      boolean upwards = random.nextInt(2) == 1;
      for (int i = 0; i < height * width && missing > 0; i++) {
        int row = upwards ? height - 1 - i / width : i / width;
        int patch = (top + row) * cols + left + i % width;
        missing -= masked[patch] ? 0 : 1;
        masked[patch] = true;
      }
    }
    return new PatchMask(rows, cols, masked);
  }

  private static int side(double length, int most) {
    return (int) Math.min(most, Math.max(1, Math.round(length)));
  }
}
