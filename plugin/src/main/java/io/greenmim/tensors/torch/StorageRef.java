package io.greenmim.tensors.torch;

/**
 * A storage as a pickle names it.
 *
 * @param key its name in the container
 * @param type type that the count is in; UINT8 for an untyped one
 * @param elements number of elements of the whole storage
 * @param from first element of the part that is meant, 0 but in very old files
 */
record StorageRef(String key, TorchType type, long elements, long from) {

  /** Size of the whole storage in bytes; checked not to overflow where the record is made. */
  long bytes() {
    return elements * type.bytes();
  }
}
