package io.greenmim.train.data;

import io.greenmim.config.Checks;
import io.greenmim.random.SplitMix64;
import java.util.Objects;

/**
 * Says which image stands where: every epoch is a permutation of the data set, a pure function of
 * the seed and the epoch, cut into batches.
 *
 * <p>The images that do not fill a last batch are left out of their epoch; another permutation
 * leaves out others. Steps count batches from 0 over all epochs. Thread-safe.
 */
public final class EpochSampler {

  private static final long PURPOSE = 1;

  private final int images;
  private final int batchSize;
  private final long seed;

  /** The epochs of the last two requests; loader threads straddle at most one epoch border. */
  private Epoch recent;

  private Epoch older;

  /**
   * Makes a sampler.
   *
   * @param images number of images in the data set, at least 1
   * @param batchSize images in a batch, at least 1
   * @param seed the run's seed
   * @throws DataException if there are fewer images than a batch takes
   * @throws IllegalArgumentException if a number is below 1
   */
  public EpochSampler(int images, int batchSize, long seed) {
    Checks.that(
        images >= 1 && batchSize >= 1,
        "images and batch size must be at least 1, got %s and %s",
        images,
        batchSize);
    if (batchSize > images) {
      throw new DataException(
          "batch size "
              + batchSize
              + " is above the number of images, "
              + images
              + "; lower the batch size or add images");
    }
    this.images = images;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /**
   * Returns the length of an epoch.
   *
   * @return full batches in an epoch, at least 1
   */
  public int stepsPerEpoch() {
    return images / batchSize;
  }

  /**
   * Returns the epoch of a step.
   *
   * @param step index of a batch since the start of the run, from 0
   * @return the epoch, from 0
   */
  public int epochOf(long step) {
    return Math.toIntExact(step / stepsPerEpoch());
  }

  /**
   * Returns where in its epoch a sample stands.
   *
   * @param step index of a batch since the start of the run, from 0
   * @param position place in the batch, 0 to {@code batchSize - 1}
   * @return the place in the epoch's permutation, from 0
   * @throws IndexOutOfBoundsException if the step is negative or the position outside of the batch
   */
  public int positionInEpoch(long step, int position) {
    Objects.checkIndex(step, Long.MAX_VALUE);
    Objects.checkIndex(position, batchSize);
    return (int) (step % stepsPerEpoch()) * batchSize + position;
  }

  /**
   * Returns the image of a sample.
   *
   * @param step index of a batch since the start of the run, from 0
   * @param position place in the batch, 0 to {@code batchSize - 1}
   * @return index of the image in the data set
   * @throws IndexOutOfBoundsException if the step is negative or the position outside of the batch
   */
  public int indexOf(long step, int position) {
    int place = positionInEpoch(step, position);
    return permutation(epochOf(step))[place];
  }

  private synchronized int[] permutation(int number) {
    if (recent == null || recent.number != number) {
      Epoch wanted = older != null && older.number == number ? older : shuffle(number);
      older = recent;
      recent = wanted;
    }
    return recent.permutation;
  }

  /** Durstenfeld's form of the Fisher-Yates shuffle. */
  private Epoch shuffle(int number) {
    SplitMix64 random = SplitMix64.of(seed, PURPOSE, number);
    int[] order = new int[images];
    for (int i = 0; i < images; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return new Epoch(number, order);
  }

  private static final class Epoch {

    final int number;
    final int[] permutation;

    Epoch(int number, int[] permutation) {
      this.number = number;
      this.permutation = permutation;
    }
  }
}
