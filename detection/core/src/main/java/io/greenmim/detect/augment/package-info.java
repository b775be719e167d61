/**
 * Training samples of a detector and their augmentation: pixels, boxes and outlines move together.
 *
 * <p>What is random is drawn from a generator that the caller makes for one sample of one epoch, so
 * a sample does not depend on threads or on other samples. The package knows no engine.
 */
package io.greenmim.detect.augment;
