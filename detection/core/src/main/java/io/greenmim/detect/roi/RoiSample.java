package io.greenmim.detect.roi;

import io.greenmim.detect.boxes.Boxes;

/**
 * The regions of an image that the heads are trained on: objects first, then background.
 *
 * @param indices where they are in the proposals followed by the boxes of the objects (n)
 * @param boxes the regions (n)
 * @param classes their classes; background is the number of classes (n)
 * @param objects index of the object that each overlaps most, 0 where the image has none (n)
 * @param foreground how many of them, from the first on, are objects
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record RoiSample(int[] indices, Boxes boxes, int[] classes, int[] objects, int foreground) {}
