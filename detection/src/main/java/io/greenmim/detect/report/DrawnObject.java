package io.greenmim.detect.report;

import io.greenmim.detect.mask.RunLengthMask;

/**
 * An object as a picture shows it.
 *
 * @param label name of its category
 * @param category number of its category, which decides the colour
 * @param score score in [0, 1], or NaN for an object without one
 * @param x1 left side in pixels
 * @param y1 upper side in pixels
 * @param x2 right side in pixels
 * @param y2 lower side in pixels
 * @param mask its pixels, of the picture's size, or null
 */
public record DrawnObject(
    String label,
    int category,
    double score,
    float x1,
    float y1,
    float x2,
    float y2,
    RunLengthMask mask) {}
