/** Synthetic scenes: images for trying the software where none are at hand. */
package io.greenmim.train.scene;
