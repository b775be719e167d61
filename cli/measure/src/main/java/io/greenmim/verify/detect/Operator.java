package io.greenmim.verify.detect;

import java.io.IOException;

/** Repeats a recorded call and compares its results. */
@FunctionalInterface
interface Operator {

  /**
   * Repeats a call.
   *
   * @param call parameters, arguments and results
   * @throws IOException if an argument or result is missing
   */
  void repeat(OperatorCase call) throws IOException;
}
