/** Pre-training, and the quick start. */
package io.greenmim.cli.train;
