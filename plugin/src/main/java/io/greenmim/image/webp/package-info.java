/**
 * Decoding of lossy WebP pictures: key frames of VP8 (RFC 6386), as WebP's reference library shows
 * them. The package depends on the JDK alone.
 */
package io.greenmim.image.webp;
