package io.greenmim.train.data;

/**
 * Turns the pixels of a batch into what a training loop takes, on the loader's threads: the place
 * for masks, plans and labels.
 *
 * <p>Called by several threads at once and for batches in any order, so a result may depend on
 * nothing but the batch.
 *
 * @param <T> what a training loop takes
 */
@FunctionalInterface
public interface BatchFinisher<T> {

  /**
   * Finishes a batch.
   *
   * @param batch the pixels
   * @return what {@link BatchLoader#next} will return, not null
   */
  T finish(PixelBatch batch);
}
