/**
 * Aligns images with sentences: captions, the loss over pairs, retrieval among pairs that were held
 * out, and whole runs.
 */
package io.greenmim.train.align;
