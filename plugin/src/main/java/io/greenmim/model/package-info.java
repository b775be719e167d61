/**
 * Contracts between encoders and whatever builds on them: decoders, pyramids, optimisers. An {@link
 * io.greenmim.model.Encoder} is a chain of stages over all patches, the visible ones, or patches
 * with mask tokens.
 */
package io.greenmim.model;
