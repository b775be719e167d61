package io.greenmim.train.run;

/**
 * Gives the batches of a run in order.
 *
 * @param <B> type of the batches
 */
@FunctionalInterface
public interface BatchSource<B> {

  /**
   * Returns the next batch, waiting for it if need be.
   *
   * @return the batch
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  B next() throws InterruptedException;
}
