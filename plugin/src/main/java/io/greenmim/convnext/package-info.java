/**
 * ConvNeXt V2 with one set of parameters and two forward passes: dense, over all patches, and
 * sparse, over the visible ones.
 */
package io.greenmim.convnext;
