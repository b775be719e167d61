package io.greenmim.train.classify;

/**
 * A training picture and its class, on the host.
 *
 * @param name name of the image
 * @param label number of its class
 * @param pixels the picture's planes, as {@link io.greenmim.image.PixelPlanes} has them
 */
record ClassifierSample(String name, int label, byte[] pixels) {}
