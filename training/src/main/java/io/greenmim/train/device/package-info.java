/**
 * What the machine offers for computing: its processor and its GPUs, found without loading the
 * engine; and which of them a model is placed on.
 */
package io.greenmim.train.device;
