/**
 * Files in the format of the COCO data set: annotations, what is wrong with them, and results.
 *
 * <p>Annotation files are read as a stream and kept small, as they are, faults included; {@link
 * io.greenmim.detect.coco.DatasetCheck} tells the faults and makes the data set without them. The
 * package knows no engine.
 */
package io.greenmim.detect.coco;
