/** Training and evaluation of detectors: recipes, batches, objective, runs. */
package io.greenmim.detect.train;
