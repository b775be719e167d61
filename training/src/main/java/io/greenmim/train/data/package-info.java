/**
 * From a folder of images to batches of pixels: scanning, decoding, augmentation, sampling and a
 * loader that works ahead on its own threads.
 *
 * <p>Everything random is a pure function of the run's seed, the epoch and a position, never of
 * time or of threads: the same seed gives the same batches with any number of threads, and a run
 * may start at any step. Pixels leave as unsigned bytes, planar (NCHW), red first; normalisation
 * happens on the device. The package knows nothing of tensors, masks or models: in a {@link
 * io.greenmim.train.data.TrainingSet} they join.
 */
package io.greenmim.train.data;
