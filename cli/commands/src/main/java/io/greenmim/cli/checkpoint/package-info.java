/** Checkpoints of other projects: what they hold, and conversion both ways. */
package io.greenmim.cli.checkpoint;
