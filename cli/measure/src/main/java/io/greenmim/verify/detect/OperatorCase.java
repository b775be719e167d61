package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.verify.ReferenceConfig;
import io.greenmim.verify.Tolerance;
import java.io.IOException;

/**
 * One call of an operator: parameters, and tensors by the names of its arguments.
 *
 * @param name group and name of the case, for messages
 * @param parameters parameters of the call
 * @param ledger the tensors of the file
 */
record OperatorCase(String name, ReferenceConfig parameters, Ledger ledger) {

  /** Returns the key of an argument or result. */
  String key(String argument) throws IOException {
    return parameters.part("tensors").text(argument);
  }

  boolean has(String argument) throws IOException {
    return parameters.part("tensors").has(argument);
  }

  float[] floats(String argument) throws IOException {
    return ledger.floats(key(argument));
  }

  int[] integers(String argument) throws IOException {
    return ledger.integers(key(argument));
  }

  Boxes boxes(String argument) throws IOException {
    return ledger.boxes(key(argument));
  }

  NDArray float32(NDManager manager, String argument) throws IOException {
    return ledger.float32(manager, key(argument));
  }

  int length(String argument, int axis) throws IOException {
    return Math.toIntExact(ledger.shape(key(argument)).get(axis));
  }

  void compare(String result, Boxes actual, Tolerance tolerance) throws IOException {
    ledger.compare(key(result), actual, tolerance);
  }

  void compare(String result, float[] actual, Tolerance tolerance) throws IOException {
    ledger.compare(key(result), actual, tolerance);
  }

  void compare(String result, NDArray actual, Tolerance tolerance) throws IOException {
    ledger.compare(key(result), actual, tolerance);
  }

  void compare(String result, int[] actual) throws IOException {
    ledger.compare(key(result), actual);
  }
}
