/** Comparison with recorded numbers, and benchmarks. */
package io.greenmim.cli.measure;
