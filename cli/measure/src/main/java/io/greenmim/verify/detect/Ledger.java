package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.Tolerance;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the tensors of a reference file, keeps the comparisons, and knows in the end which tensors
 * nobody asked for: what is recorded and neither read nor compared is a failure.
 */
final class Ledger {

  private final ReferenceFile file;
  private final Set<String> used = new HashSet<>();
  private final List<Comparison> comparisons = new ArrayList<>();

  Ledger(ReferenceFile file) {
    this.file = file;
  }

  boolean has(String key) {
    return file.has(key);
  }

  private StoredTensor tensor(String key) throws IOException {
    used.add(key);
    return file.tensors().tensor(key);
  }

  float[] floats(String key) throws IOException {
    return FloatValues.of(tensor(key));
  }

  /** Reads whole numbers, or truth values as 0 and 1. */
  int[] integers(String key) throws IOException {
    StoredTensor tensor = tensor(key);
    ByteBuffer data = tensor.read().order(ByteOrder.LITTLE_ENDIAN);
    int[] values = new int[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.type()) {
            case I32 -> data.getInt();
            case I64 -> Math.toIntExact(data.getLong());
            case U8, BOOL -> Byte.toUnsignedInt(data.get());
            default ->
                throw new IOException(
                    "%s: %s: expected whole numbers, got %s"
                        .formatted(file.path(), key, tensor.describe()));
          };
    }
    return values;
  }

  Boxes boxes(String key) throws IOException {
    return Boxes.of(floats(key));
  }

  List<Long> shape(String key) throws IOException {
    return file.tensors().tensor(key).shape();
  }

  /** Reads an array of its own type. */
  NDArray array(NDManager manager, String key) throws IOException {
    return TensorArrays.array(manager, tensor(key));
  }

  /** Reads an array as float32. */
  NDArray float32(NDManager manager, String key) throws IOException {
    return TensorArrays.float32(manager, tensor(key));
  }

  void compare(String key, float[] actual, Tolerance tolerance) throws IOException {
    if (isMissing(key)) {
      return;
    }
    comparisons.add(Comparison.of(key, floats(key), actual, tolerance));
  }

  void compare(String key, Boxes actual, Tolerance tolerance) throws IOException {
    compare(key, actual.corners(), tolerance);
  }

  void compare(String key, NDArray actual, Tolerance tolerance) throws IOException {
    if (isMissing(key)) {
      return;
    }
    comparisons.add(Comparison.of(key, tensor(key), actual, tolerance));
  }

  /** Tells whether a result has nothing to be compared with, which is a failure. */
  private boolean isMissing(String key) {
    if (file.has(key)) {
      return false;
    }
    add(Comparison.failure(key, "missing in the file"));
    return true;
  }

  /** Compares indices, labels or truth values: each must be the same. */
  void compare(String key, int[] actual) throws IOException {
    if (isMissing(key)) {
      return;
    }
    add(
        Comparison.of(
            key, JsonArrays.widened(integers(key)), JsonArrays.widened(actual), Tolerance.EXACT));
  }

  /** Compares labels or truth values. */
  void compare(String key, byte[] labels) throws IOException {
    int[] values = new int[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels[i];
    }
    compare(key, values);
  }

  /** Compares truth values, all but those that rounding may turn. */
  void compareBut(String key, byte[] actual, String doubtful) throws IOException {
    int[] expected = integers(key);
    int[] skipped = integers(doubtful);
    int[] values = new int[actual.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < skipped.length && skipped[i] != 0 ? expected[i] : actual[i];
    }
    compare(key, values);
  }

  /** Compares what is no number. */
  void equal(String key, Object expected, Object actual) {
    add(
        expected.equals(actual)
            ? new Comparison(key, 0, 0, 0, Double.NaN, "")
            : Comparison.failure(key, "expected %s, got %s".formatted(expected, actual)));
  }

  void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  /** Marks keys as used that other comparisons account for. */
  void use(String key) {
    used.add(key);
  }

  /** Returns all comparisons, and a failure for each tensor that was neither read nor compared. */
  List<Comparison> close() {
    for (String key : file.keys("")) {
      if (!used.contains(key)) {
        comparisons.add(Comparison.failure(key, "unexpected in the file"));
      }
    }
    return List.copyOf(comparisons);
  }
}
