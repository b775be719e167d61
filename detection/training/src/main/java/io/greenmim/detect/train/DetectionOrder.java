package io.greenmim.detect.train;

import io.greenmim.config.Checks;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.EpochOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Says which images make up which batch: a pure function of the seed and the number of the batch.
 * An image's draw tells how often it came before in the epoch.
 *
 * <p>An epoch takes every image as often as its repeat factor says, the fraction by lot (as
 * detectron2's {@code RepeatFactorTrainingSampler}), in random order. Batches are formed of images
 * that are wider than high or of images that are not, as they come along, because a batch is padded
 * to its largest image (as {@code AspectRatioGroupedDataset}); what is left of both at the end of
 * the epoch is mixed, and what then fills no batch is left out. The lots would make epochs of
 * unequal length; each is cut, or filled from further lots, to the expected number of samples.
 */
final class DetectionOrder extends EpochOrder {

  /** Purpose of the random numbers, apart from those of other orders and of augmentation. */
  private static final long PURPOSE = 4;

  private final boolean[] wide;
  private final double[] factors;
  private final long seed;
  private final int samples;

  /**
   * Makes an order.
   *
   * @param images the images
   * @param repeatFactors how often each is taken in an epoch, at least 1
   * @param batchSize images in a batch, at least 1
   * @param seed the run's seed
   * @throws DataException if an epoch does not fill one batch
   */
  public DetectionOrder(TrainingImages images, double[] repeatFactors, int batchSize, long seed) {
    this(images.wide(), repeatFactors, batchSize, seed);
  }

  DetectionOrder(boolean[] wide, double[] repeatFactors, int batchSize, long seed) {
    super(expected(repeatFactors), batchSize);
    Checks.that(
        repeatFactors.length == wide.length,
        "repeat factors: expected one for each of %d images, got %d",
        wide.length,
        repeatFactors.length);
    this.wide = wide.clone();
    this.factors = repeatFactors.clone();
    this.seed = seed;
    samples = expected(factors);
  }

  private static int expected(double[] factors) {
    double expected = 0;
    for (double factor : factors) {
      Checks.that(
          factor >= 1 && Double.isFinite(factor),
          "repeat factors: expected numbers of at least 1, got %s",
          factor);
      expected += factor;
    }
    return Math.toIntExact((long) expected);
  }

  @Override
  protected Epoch order(int epoch) {
    List<Slot> ordered = new ArrayList<>(samples);
    List<Slot> wideOnes = new ArrayList<>();
    List<Slot> highOnes = new ArrayList<>();
    int[] before = new int[wide.length];
    for (int image : images(epoch)) {
      List<Slot> waiting = wide[image] ? wideOnes : highOnes;
      waiting.add(new Slot(image, before[image]++));
      if (waiting.size() == batchSize()) {
        ordered.addAll(waiting);
        waiting.clear();
      }
    }
    ordered.addAll(wideOnes);
    ordered.addAll(highOnes);
    return new Epoch(
        ordered.stream().mapToInt(Slot::sample).toArray(),
        ordered.stream().mapToInt(Slot::draw).toArray());
  }

  /** The images of an epoch in their order, by as many lots as it takes to fill it. */
  private int[] images(int epoch) {
    int[] order = new int[samples];
    int filled = 0;
    for (int round = 0; filled < samples; round++) {
      int[] drawn = draw(SplitMix64.of(seed, PURPOSE, epoch, round));
      int taken = Math.min(drawn.length, samples - filled);
      System.arraycopy(drawn, 0, order, filled, taken);
      filled += taken;
    }
    return order;
  }

  private int[] draw(SplitMix64 random) {
    int[] drawn = new int[samples];
    int count = 0;
    for (int image = 0; image < factors.length; image++) {
      int times = (int) factors[image];
      times += random.nextDouble() < factors[image] - times ? 1 : 0;
      if (count + times > drawn.length) {
        drawn = Arrays.copyOf(drawn, 2 * (count + times));
      }
      Arrays.fill(drawn, count, count + times, image);
      count += times;
    }
    drawn = Arrays.copyOf(drawn, count);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = drawn[i];
      drawn[i] = drawn[j];
      drawn[j] = moved;
    }
    return drawn;
  }
}
