/**
 * COCO's evaluation of detections against a ground truth, for boxes and for masks, with the numbers
 * that pycocotools computes: matching, precision and recall, the statistics and their report.
 */
package io.greenmim.detect.evaluate;
