/**
 * Masks on the host: run lengths as COCO counts them, polygons to masks, overlap, the targets of a
 * mask head and the way of its output back into the image.
 */
package io.greenmim.detect.mask;
