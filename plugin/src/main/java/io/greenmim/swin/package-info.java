/**
 * The Swin Transformer (Liu et al., 2021, arXiv 2103.14030), dense and on visible patches alone.
 */
package io.greenmim.swin;
