/** Weights of detectors: published checkpoints read and written, model folders, first weights. */
package io.greenmim.detect.weights;
