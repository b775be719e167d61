/**
 * What families of encoders tell of checkpoints that others published: how their layouts are
 * recognised and named, what order their channels have, and what architecture their shapes tell. No
 * engine.
 */
package io.greenmim.layout;
