package io.greenmim.model;

/**
 * What a feature map of an encoder looks like.
 *
 * @param name name of the stage, {@code stage0} to {@code stage3}
 * @param stride image pixels per map cell, on each axis
 * @param channels channels of the map
 */
public record FeatureSpec(String name, int stride, int channels) {}
