/** Boxes on the host and their arithmetic, without arrays of the engine. */
package io.greenmim.detect.boxes;
