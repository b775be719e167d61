/**
 * Benchmarks of detectors: regions, suppression, inference and training, each measured in a virtual
 * machine of its own.
 */
package io.greenmim.bench.detect;
