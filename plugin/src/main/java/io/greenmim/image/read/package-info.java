/**
 * From the bytes of image files to pixels: formats, limits, orientation, decoding.
 *
 * <p>Everything that looks at an image file goes through here, so that training, the command line
 * and applications see the same pixels and refuse the same files. No class of DJL is used.
 */
package io.greenmim.image.read;
