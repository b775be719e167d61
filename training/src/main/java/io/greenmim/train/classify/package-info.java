/** Classifiers: their settings and recipes, batches, loss, validation, and whole runs. */
package io.greenmim.train.classify;
