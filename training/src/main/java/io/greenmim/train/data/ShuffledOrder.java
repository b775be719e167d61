package io.greenmim.train.data;

import io.greenmim.random.SplitMix64;

/**
 * Every epoch is a permutation of the data set, a pure function of the seed and the epoch, cut into
 * batches. The samples that do not fill a last batch are left out of their epoch; another
 * permutation leaves out others. A sample's draw is its place in the epoch.
 */
public final class ShuffledOrder extends EpochOrder {

  private static final long PURPOSE = 1;

  private final int samples;
  private final long seed;

  /**
   * Makes an order.
   *
   * @param samples number of samples in the data set, at least 1
   * @param batchSize samples in a batch, at least 1
   * @param seed the run's seed
   * @throws DataException if there are fewer samples than a batch takes
   * @throws IllegalArgumentException if a number is below 1
   */
  public ShuffledOrder(int samples, int batchSize, long seed) {
    super(samples, batchSize);
    this.samples = samples;
    this.seed = seed;
  }

  /** Durstenfeld's form of the Fisher-Yates shuffle. */
  @Override
  protected Epoch order(int epoch) {
    SplitMix64 random = SplitMix64.of(seed, PURPOSE, epoch);
    int[] order = new int[samples];
    int[] places = new int[samples];
    for (int i = 0; i < samples; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
      places[i] = i;
    }
    return new Epoch(order, places);
  }
}
