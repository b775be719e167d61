/**
 * Operations on arrays that DJL lacks, and the only door to DJL's PyTorch engine: no other package
 * imports {@code ai.djl.pytorch}.
 */
package io.greenmim.ops;
