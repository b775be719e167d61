package io.greenmim.train.loop;

/** Gives the batches of a run in order. */
@FunctionalInterface
public interface BatchSource {

  /**
   * Returns the next batch, waiting for it if need be.
   *
   * @return the batch
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  MicroBatch next() throws InterruptedException;
}
