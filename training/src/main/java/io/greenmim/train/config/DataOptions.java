package io.greenmim.train.config;

import io.greenmim.image.read.ImageLimits;
import java.nio.file.Path;

/**
 * What is trained on.
 *
 * @param folder folder of images, walked recursively
 * @param batchSize images of one forward pass on one device
 * @param accumulate forward passes of each device before an optimiser step
 * @param threads threads that decode and augment
 * @param minScale smallest share of an image's area that a random crop covers, in (0, 1]
 * @param limits how large images may be
 */
public record DataOptions(
    Path folder, int batchSize, int accumulate, int threads, double minScale, ImageLimits limits) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public DataOptions {
    Expect.atLeast("batchSize", batchSize, 1);
    Expect.atLeast("accumulate", accumulate, 1);
    Expect.atLeast("loaderThreads", threads, 1);
    Expect.that(
        minScale > 0 && minScale <= 1, "minScale: expected a number in (0, 1], got %s", minScale);
  }
}
