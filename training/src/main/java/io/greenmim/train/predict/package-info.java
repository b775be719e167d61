/** A model over a folder of images: features of all of them, pictures, or whatever it answers. */
package io.greenmim.train.predict;
