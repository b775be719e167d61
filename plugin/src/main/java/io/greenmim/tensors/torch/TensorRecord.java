package io.greenmim.tensors.torch;

import java.util.List;

/**
 * A tensor as a pickle describes it: a view of a storage.
 *
 * @param storage what it is a view of
 * @param type type of the elements
 * @param offset first element, counted in elements of the tensor's own type from the storage's
 *     start
 * @param shape sides, non-negative
 * @param strides distance in elements from one index to the next, a non-negative one for each side
 */
record TensorRecord(
    StorageRef storage, TorchType type, long offset, List<Long> shape, List<Long> strides) {

  /**
   * Checks that the view lies inside the storage.
   *
   * @throws IllegalArgumentException if it does not
   */
  TensorRecord {
    if (shape.size() != strides.size()) {
      throw new IllegalArgumentException(
          "a tensor with %s sides and %s strides".formatted(shape.size(), strides.size()));
    }
    if (offset < 0
        || shape.stream().anyMatch(side -> side < 0)
        || strides.stream().anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException("a tensor with a negative offset, side or stride");
    }
    try {
      long end = Math.multiplyExact(Math.addExact(offset, span(shape, strides)), type.bytes());
      if (!shape.contains(0L) && end > storage.bytes()) {
        throw new IllegalArgumentException(
            "a tensor that ends at byte %s of the storage '%s' of %s bytes"
                .formatted(end, storage.key(), storage.bytes()));
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a tensor whose size does not fit 64 bits", e);
    }
  }

  /** Number of elements from the first to the last, with those between them that are left out. */
  private static long span(List<Long> shape, List<Long> strides) {
    if (shape.contains(0L)) {
      return 0;
    }
    long span = 1;
    for (int i = 0; i < shape.size(); i++) {
      span = Math.addExact(span, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
    }
    return span;
  }

  /** Number of elements, or -1 if it does not fit a long. */
  long elements() {
    if (shape.contains(0L)) {
      return 0;
    }
    long elements = 1;
    for (long side : shape) {
      if (elements > Long.MAX_VALUE / side) {
        return -1;
      }
      elements *= side;
    }
    return elements;
  }
}
