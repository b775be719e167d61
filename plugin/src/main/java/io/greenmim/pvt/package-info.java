/**
 * The Pyramid Vision Transformer v2 (Wang et al., 2022, arXiv 2106.13797), dense and on visible
 * patches alone.
 */
package io.greenmim.pvt;
