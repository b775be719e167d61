/** Reusable blocks of detectors and their initial weights. */
package io.greenmim.detect.nn;
