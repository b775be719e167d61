/**
 * Checkpoints that others published: where they are, what is made of them, and the copies on this
 * machine.
 *
 * <p>A checkpoint is fetched when its model is loaded for the first time, converted into a model
 * folder ({@code config.json}, {@code model.safetensors}) in DJL's cache, and loaded from there
 * ever after, without the network.
 */
package io.greenmim.catalogue;
