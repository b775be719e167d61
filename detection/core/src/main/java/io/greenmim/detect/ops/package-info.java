/** Stateless functions on arrays that detectors need, with their gradients. */
package io.greenmim.detect.ops;
