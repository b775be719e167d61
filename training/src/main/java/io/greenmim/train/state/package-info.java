/** Checkpoints of training runs: weights, optimiser state and position, whole or not at all. */
package io.greenmim.train.state;
