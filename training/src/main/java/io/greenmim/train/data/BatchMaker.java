package io.greenmim.train.data;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Makes the batch of any step, on the threads of a {@link BatchLoader}.
 *
 * <p>Called by several threads at once and for steps in any order, so a batch may depend on nothing
 * but its step.
 *
 * @param <T> what a batch is
 */
@FunctionalInterface
public interface BatchMaker<T> {

  /**
   * Makes a batch.
   *
   * @param step index of the batch since the start of the run, from 0
   * @param cancelled asked now and then, before every image say: whether nobody wants the batch
   * @return the batch, or nothing if it was cancelled
   */
  Optional<T> make(long step, BooleanSupplier cancelled);
}
