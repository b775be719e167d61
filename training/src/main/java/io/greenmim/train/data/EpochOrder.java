package io.greenmim.train.data;

import io.greenmim.config.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Says which samples make up which batch: a pure function of the number of the batch. Batches count
 * from 0 over all epochs; each epoch has as many. Thread-safe.
 */
public abstract class EpochOrder {

  private final int batchSize;
  private final int batchesPerEpoch;

  /** The epochs of the last two requests; loader threads straddle at most one epoch border. */
  private Numbered recent;

  private Numbered older;

  /**
   * A sample at its place in an epoch.
   *
   * @param sample place in the data set, from 0
   * @param draw with sample and epoch, what the sample's random numbers follow from
   */
  public record Slot(int sample, int draw) {}

  /**
   * An epoch, batch after batch.
   *
   * @param samples places in the data set
   * @param draws the number of each that {@link Slot#draw} has
   */
  public record Epoch(int[] samples, int[] draws) {}

  private record Numbered(int number, Epoch epoch) {}

  /**
   * Makes an order.
   *
   * @param samples samples of an epoch, those that fill no batch included
   * @param batchSize samples of a batch
   * @throws DataException if an epoch does not fill one batch
   * @throws IllegalArgumentException if a number is below 1
   */
  protected EpochOrder(int samples, int batchSize) {
    Checks.that(
        samples >= 1 && batchSize >= 1,
        "images and batch size must be at least 1, got %s and %s",
        samples,
        batchSize);
    if (batchSize > samples) {
      throw new DataException(
          "batch size %s is above the number of images, %s; lower the batch size or add images"
              .formatted(batchSize, samples));
    }
    this.batchSize = batchSize;
    batchesPerEpoch = samples / batchSize;
  }

  /**
   * Puts the samples of an epoch in order.
   *
   * @param epoch number of the epoch, from 0
   * @return at least as many as fill the batches of an epoch
   */
  protected abstract Epoch order(int epoch);

  /**
   * Returns the size of a batch.
   *
   * @return samples of a batch
   */
  public final int batchSize() {
    return batchSize;
  }

  /**
   * Returns the length of an epoch.
   *
   * @return full batches in an epoch, at least 1
   */
  public final int batchesPerEpoch() {
    return batchesPerEpoch;
  }

  /**
   * Returns the epoch of a batch.
   *
   * @param batch number of the batch since the start of the run, from 0
   * @return the epoch, from 0
   */
  public final int epochOf(long batch) {
    return Math.toIntExact(batch / batchesPerEpoch);
  }

  /**
   * Returns the samples of a batch.
   *
   * @param batch number of the batch since the start of the run, from 0
   * @return as many samples as a batch has
   * @throws IndexOutOfBoundsException if the number is negative
   */
  public final List<Slot> batch(long batch) {
    Objects.checkIndex(batch, Long.MAX_VALUE);
    Epoch epoch = epoch(epochOf(batch));
    int first = (int) (batch % batchesPerEpoch) * batchSize;
    List<Slot> slots = new ArrayList<>(batchSize);
    for (int i = first; i < first + batchSize; i++) {
      slots.add(new Slot(epoch.samples[i], epoch.draws[i]));
    }
    return slots;
  }

  private synchronized Epoch epoch(int number) {
    if (recent == null || recent.number != number) {
      Numbered wanted =
          older != null && older.number == number ? older : new Numbered(number, order(number));
      older = recent;
      recent = wanted;
    }
    return recent.epoch;
  }
}
