package io.greenmim.detect.evaluate;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.mask.RunLengthMask;

/**
 * An object of the ground truth.
 *
 * @param image id of its image
 * @param category id of its category
 * @param box its box in pixels of the image
 * @param area its area in square pixels, as the annotation gives it; not measured again
 * @param crowd whether it is a crowd: any number of detections may lie in it, and none of them
 *     counts
 * @param mask its mask, or null where masks are not compared
 */
public record GroundTruthObject(
    long image, long category, BoxXywh box, double area, boolean crowd, RunLengthMask mask) {}
