/**
 * Resampling of relative position bias tables to another window, as matrices: a table Z becomes W Z
 * W^T. No engine.
 */
package io.greenmim.checkpoint.resize;
