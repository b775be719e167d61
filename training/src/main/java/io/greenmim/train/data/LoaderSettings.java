package io.greenmim.train.data;

import io.greenmim.image.read.ImageLimits;
import java.util.Objects;

/**
 * What a loader delivers. Everything but {@code threads} determines the batches.
 *
 * @param images the data set
 * @param limits how large an image may be
 * @param augmentation how a training picture is drawn from an image
 * @param shape the shape of a batch
 * @param seed the run's seed
 * @param steps the batches to deliver
 * @param threads how many threads work and how far ahead
 */
public record LoaderSettings(
    ImageList images,
    ImageLimits limits,
    Augmentation augmentation,
    BatchShape shape,
    long seed,
    StepRange steps,
    LoaderThreads threads) {

  /** Checks that nothing is missing. */
  public LoaderSettings {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(steps, "steps");
    Objects.requireNonNull(threads, "threads");
  }
}
