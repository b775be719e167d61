/**
 * Comparison of the detector with reference files: its operators one by one, the whole model with
 * losses, gradients and detections, and the numbers of COCO.
 */
package io.greenmim.verify.detect;
