/**
 * What the machine offers for computing: its processor and its GPUs, found without loading the
 * engine.
 */
package io.greenmim.train.device;
