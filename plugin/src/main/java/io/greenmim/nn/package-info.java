/**
 * Reusable blocks of vision transformers.
 *
 * <p>Tokens are listed first: a token array is (n, B, C) with n the number of tokens, B the images
 * of the batch and C the channels, so that tokens change places by copying whole rows.
 */
package io.greenmim.nn;
