/**
 * Twins-SVT (Chu et al., 2021, arXiv 2104.13840), dense and on visible patches alone: attention
 * inside windows and attention to fewer keys by turns, positions by a convolution.
 */
package io.greenmim.twins;
