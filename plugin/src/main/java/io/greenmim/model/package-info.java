/** Contracts between encoders and whatever builds on them: decoders, pyramids, optimisers. */
package io.greenmim.model;
