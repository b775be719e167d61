package io.greenmim.train.data;

import io.greenmim.train.data.EpochOrder.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What is trained on: samples, their order, and how some of them become a batch.
 *
 * @param samples the data set
 * @param order which samples make up which batch
 * @param collator makes a batch of samples
 * @param <S> what a sample is
 * @param <B> what a batch is
 */
public record TrainingSet<S, B>(Samples<S> samples, EpochOrder order, Collator<S, B> collator) {

  /**
   * Makes batches of samples, on the loader's threads: the place for masks, plans and targets.
   * Called by several threads at once and for batches in any order, so a batch may depend on
   * nothing but the arguments.
   *
   * @param <S> what a sample is
   * @param <B> what a batch is
   */
  @FunctionalInterface
  public interface Collator<S, B> {

    /**
     * Makes a batch.
     *
     * @param number number of the batch since the start of the run, from 0
     * @param epoch the epoch that it belongs to, from 0
     * @param samples its samples, in order
     * @return the batch, all of it on the host, not null
     */
    B batch(long number, int epoch, List<S> samples);
  }

  /**
   * Makes the maker of batches for a {@link BatchLoader}.
   *
   * <p>A sample that cannot be read is recorded and replaced by the next readable one in the order
   * of the data set, so that a batch does not depend on which thread met the bad one first.
   *
   * @param unreadable where samples that cannot be read are recorded; those in it are not tried
   * @return the maker, which throws a {@link DataException} if no sample can be read
   */
  public BatchMaker<B> maker(UnreadableImages unreadable) {
    return (number, cancelled) -> make(number, cancelled, unreadable);
  }

  private Optional<B> make(long number, BooleanSupplier cancelled, UnreadableImages unreadable) {
    int epoch = order.epochOf(number);
    List<S> read = new ArrayList<>();
    for (Slot slot : order.batch(number)) {
      Optional<S> sample = firstReadable(slot, epoch, cancelled, unreadable);
      if (sample.isEmpty()) {
        return Optional.empty();
      }
      read.add(sample.get());
    }
    return Optional.of(collator.batch(number, epoch, read));
  }

  private Optional<S> firstReadable(
      Slot slot, int epoch, BooleanSupplier cancelled, UnreadableImages unreadable) {
    for (int k = 0; k < samples.size(); k++) {
      if (cancelled.getAsBoolean()) {
        return Optional.empty();
      }
      int candidate = (slot.sample() + k) % samples.size();
      String name = samples.name(candidate);
      if (unreadable.contains(name)) {
        continue;
      }
      try {
        return Optional.of(samples.read(candidate, epoch, slot.draw()));
      } catch (UnreadableImageException e) {
        unreadable.add(name, e.reason());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw unreadable.nothingReadable(samples.size(), samples.where(), samples.name(0));
  }
}
