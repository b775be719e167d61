/** The boxes that the region proposal network starts from, without arrays of the engine. */
package io.greenmim.detect.anchor;
