/**
 * What a training run tells: metrics, plots, pictures, progress and the manifest.
 *
 * <p>Everything here takes plain values (numbers, texts, host images), so it knows neither the
 * engine nor the model and is tested without them. Files are written whole or not at all, but for
 * the metrics log, which grows by whole lines. Numbers are formatted alike in every locale.
 */
package io.greenmim.train.report;
