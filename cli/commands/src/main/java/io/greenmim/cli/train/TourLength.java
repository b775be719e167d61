package io.greenmim.cli.train;

/**
 * How much a step of the quick start draws and trains.
 *
 * @param train scenes to train on
 * @param others scenes that the model is asked of afterwards
 * @param epochs passes over the former
 */
record TourLength(int train, int others, int epochs) {}
