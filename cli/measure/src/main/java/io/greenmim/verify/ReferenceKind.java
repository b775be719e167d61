package io.greenmim.verify;

import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.List;

/** A kind of reference file. */
public interface ReferenceKind {

  /**
   * Tells whether a file is of this kind.
   *
   * @param file any reference file
   * @return whether {@link #repeat} can repeat it
   */
  boolean recognises(ReferenceFile file);

  /**
   * Repeats what the file recorded and compares every result.
   *
   * @param file a file of this kind
   * @param precision numbers of forward and backward passes
   * @return a comparison of each recorded value, and a failure for what only one side has
   * @throws IOException if the file lacks an input or a parameter, or does not fit together
   */
  List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException;
}
