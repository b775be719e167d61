package io.greenmim.cli.model;

import java.io.IOException;

/** A file of features that grows row by row and appears under its name when it is complete. */
interface FeatureFile extends AutoCloseable {

  /** Adds the feature of an image. */
  void add(String image, float[] feature) throws IOException;

  /** Puts the file into its place. */
  void commit() throws IOException;

  /** Drops what was not put into its place. */
  @Override
  void close() throws IOException;
}
