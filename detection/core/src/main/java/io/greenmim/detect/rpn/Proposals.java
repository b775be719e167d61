package io.greenmim.detect.rpn;

import io.greenmim.detect.boxes.Boxes;

/**
 * Where the objects of an image may be.
 *
 * @param boxes the boxes, best first, inside the image
 * @param logits how sure the network is of each
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Proposals(Boxes boxes, float[] logits) {}
