package io.greenmim.train.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A kind of reference file. Modules add theirs in {@code
 * META-INF/services/io.greenmim.train.verify.ReferenceKind}; an implementation there needs a public
 * constructor without parameters.
 */
public interface ReferenceKind {

  /**
   * Tells whether a file is of this kind.
   *
   * @param file the file
   * @return whether {@link #compute} can repeat it
   * @throws IOException if the file does not tell its method
   */
  boolean recognises(ReferenceFile file) throws IOException;

  /**
   * Repeats what the file recorded: builds the model, loads its parameters, runs it forward and
   * backward.
   *
   * @param manager manager that owns the results
   * @param file the file
   * @param precision numbers of the forward and backward passes
   * @return results by the keys that the file has for them
   * @throws IOException if the file lacks an input or parameter
   */
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException;

  /**
   * Returns what a file may leave out.
   *
   * @return keys of results that need not be recorded
   */
  Set<String> optional();
}
