/** Training and evaluation of detectors: recipes, batches, task, runs. */
package io.greenmim.detect.train;
