package io.greenmim.detect.roi;

import io.greenmim.detect.boxes.Boxes;

/**
 * Objects that were found in an image, best first.
 *
 * @param boxes their boxes (n)
 * @param scores how sure the network is of each, in (0, 1] (n)
 * @param classes their classes (n)
 * @param regions index of the region of interest that each was found in (n)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Detections(Boxes boxes, float[] scores, int[] classes, int[] regions) {}
