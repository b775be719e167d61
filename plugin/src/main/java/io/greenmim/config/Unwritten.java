package io.greenmim.config;

/** A value that {@link RecordMapper} leaves out of a file where it says nothing new. */
public interface Unwritten {

  /** {@return whether a reader that finds no such key knows this value anyway} */
  boolean unwritten();
}
