/**
 * Which patches of an image are hidden from the encoder.
 *
 * <p>A mask is host data: one boolean for each mask patch, true = masked, row-major, of an image or
 * shared by a whole batch. It decides every index of the green forward pass. JDK only, no {@code
 * ai.djl}.
 */
package io.greenmim.masking;
