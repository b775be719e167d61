package io.greenmim.detect.config;

/**
 * Something that is detected.
 *
 * @param id number of the category in annotation and result files; any number
 * @param name its name
 */
public record Category(long id, String name) {}
