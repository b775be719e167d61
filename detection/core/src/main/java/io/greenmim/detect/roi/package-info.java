/** Heads on regions of interest: their samples, targets and detections. */
package io.greenmim.detect.roi;
