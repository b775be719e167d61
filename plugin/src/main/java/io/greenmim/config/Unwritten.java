package io.greenmim.config;

/** A record that {@link RecordMapper} leaves out of a file where it says nothing new. */
interface Unwritten {

  /** Whether a reader that finds no such key knows this value anyway. */
  boolean unwritten();
}
