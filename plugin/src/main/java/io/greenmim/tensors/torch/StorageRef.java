package io.greenmim.tensors.torch;

import java.io.IOException;
import java.util.Map;

/**
 * A storage as a pickle names it.
 *
 * @param key its name in the container
 * @param type type that the count is in; UINT8 for an untyped one
 * @param elements number of elements of the whole storage
 * @param from first element of the part that is meant, 0 but in very old files
 */
record StorageRef(String key, TorchType type, long elements, long from) {

  private static final int PARTS = 5;

  /** Size of the whole storage in bytes; checked not to overflow where the record is made. */
  long bytes() {
    return elements * type.bytes();
  }

  /**
   * Reads a persistent identifier: the word storage, a class, a key, a device, a count of elements,
   * and in very old files a view (key, first element, count) or nothing.
   *
   * @param id the identifier
   * @param seen storages by key, to which a new one is added
   * @return the storage, or the class that the word module comes with
   * @throws IOException if it is none
   */
  static Object of(Object id, Map<String, StorageRef> seen) throws IOException {
    if (id instanceof Object[] parts && parts.length > 1 && "module".equals(parts[0])) {
      return parts[1];
    }
    if (!(id instanceof Object[] parts
        && parts.length >= PARTS
        && "storage".equals(parts[0])
        && parts[1] instanceof PickledClass type
        && parts[2] instanceof String key)) {
      throw new IOException("a pickle with a persistent identifier that is no storage");
    }
    TorchType elementType = TorchType.ofStorage(type.name());
    if (elementType == null) {
      throw new IOException("a storage of the unknown type " + type.name());
    }
    long elements = TorchCalls.number("a storage", parts[4]);
    if (elements < 0 || elements > Long.MAX_VALUE / elementType.bytes()) {
      throw new IOException("a storage of %s elements".formatted(elements));
    }
    StorageRef whole = new StorageRef(key, elementType, elements, 0);
    StorageRef known = seen.putIfAbsent(key, whole);
    if (known != null && known.bytes() != whole.bytes()) {
      throw new IOException(
          "a storage '%s' of both %s and %s bytes".formatted(key, known.bytes(), whole.bytes()));
    }
    if (parts.length == PARTS || !(parts[PARTS] instanceof Object[] view)) {
      return whole;
    }
    long from = view.length == 3 ? TorchCalls.number("a storage", view[1]) : -1;
    if (from < 0 || from > elements) {
      throw new IOException("a part of a storage that lies outside it");
    }
    return new StorageRef(key, elementType, elements, from);
  }
}
