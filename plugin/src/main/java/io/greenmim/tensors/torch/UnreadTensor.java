package io.greenmim.tensors.torch;

/**
 * A tensor of a kind that is not read, such as a sparse one: an error if it is to be kept.
 *
 * @param kind the function that would have made it
 */
record UnreadTensor(String kind) {}
