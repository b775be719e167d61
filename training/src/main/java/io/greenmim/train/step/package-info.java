/** From batches to updated weights: a step on one device or several. */
package io.greenmim.train.step;
