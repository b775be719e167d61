/** Mask R-CNN: the whole detector, its batches, losses and detections. */
package io.greenmim.detect.model;
