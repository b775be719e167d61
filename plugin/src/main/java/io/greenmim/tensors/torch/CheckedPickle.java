package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.RegionInput;
import java.io.IOException;
import java.util.Map;
import net.razorvine.pickle.PickleException;

/** Reads pickles of a file, each checked from end to end first. */
final class CheckedPickle {

  /** What the objects of a pickle may always take in memory, in bytes. */
  private static final int LEAST_GRANTED = 16 << 20;

  /** Share of a file's size that the objects of a pickle may take beyond that. */
  private static final int SHARE = 8;

  private static final int STORAGE_PARTS = 5;

  /** For a pickle that should have no persistent identifiers. */
  static final TorchUnpickler.PersistentIds NO_STORAGES =
      id -> {
        throw new PickleException("a pickle with a storage where none belongs");
      };

  private CheckedPickle() {}

  /**
   * A pickle's object and where the pickle ends.
   *
   * @param value the object
   * @param end offset of the byte behind the pickle, from the start of the region
   */
  record Read(Object value, long end) {}

  /**
   * Reads the pickle at the start of a region.
   *
   * @param region starts with the pickle
   * @param fileSize size of the file in bytes, which bounds what the objects may take in memory
   * @param ids what persistent identifiers stand for
   * @return the object
   * @throws IOException if it is damaged, too large, or calls what it may not
   */
  static Read read(FileRegion region, long fileSize, TorchUnpickler.PersistentIds ids)
      throws IOException {
    return read(region, fileSize, ids, name -> {});
  }

  /**
   * Reads the pickle at the start of a region.
   *
   * @param region starts with the pickle
   * @param fileSize size of the file in bytes, which bounds what the objects may take in memory
   * @param ids what persistent identifiers stand for
   * @param names what it may name
   * @return the object
   * @throws IOException if it is damaged, too large, or names or calls what it may not
   */
  static Read read(
      FileRegion region,
      long fileSize,
      TorchUnpickler.PersistentIds ids,
      TorchUnpickler.NameCheck names)
      throws IOException {
    long granted = Math.min(Integer.MAX_VALUE, Math.max(LEAST_GRANTED, fileSize / SHARE));
    long end;
    try (RegionInput input = new RegionInput(region)) {
      PickleScan.check(input, (int) granted);
      end = input.position();
    }
    try (RegionInput input = new RegionInput(region.slice(0, end))) {
      return new Read(new TorchUnpickler(ids, names).load(input), end);
    } catch (PickleException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads a persistent identifier: the word storage, a class, a key, a device, a count of elements,
   * and in very old files a view (key, first element, count) or nothing.
   *
   * @param id the identifier
   * @param seen storages by key, to which a new one is added
   * @return the storage, or the class that the word module comes with
   * @throws PickleException if it is none
   */
  static Object storage(Object id, Map<String, StorageRef> seen) {
    if (id instanceof Object[] parts && parts.length > 1 && "module".equals(parts[0])) {
      return parts[1];
    }
    if (!(id instanceof Object[] parts
        && parts.length >= STORAGE_PARTS
        && "storage".equals(parts[0])
        && parts[1] instanceof PickledClass type
        && parts[2] instanceof String key)) {
      throw new PickleException("a pickle with a persistent identifier that is no storage");
    }
    TorchType elementType = TorchType.ofStorage(type.name());
    if (elementType == null) {
      throw new PickleException("a storage of the unknown type " + type.name());
    }
    long elements = TorchCalls.number("a storage", parts[4]);
    if (elements < 0 || elements > Long.MAX_VALUE / elementType.bytes()) {
      throw new PickleException("a storage of %s elements".formatted(elements));
    }
    StorageRef whole = new StorageRef(key, elementType, elements, 0);
    StorageRef known = seen.putIfAbsent(key, whole);
    if (known != null && known.bytes() != whole.bytes()) {
      throw new PickleException(
          "a storage '%s' of both %s and %s bytes".formatted(key, known.bytes(), whole.bytes()));
    }
    return parts.length > STORAGE_PARTS && parts[5] instanceof Object[] view
        ? part(whole, view)
        : whole;
  }

  private static StorageRef part(StorageRef whole, Object... view) {
    long from = view.length == 3 ? TorchCalls.number("a storage", view[1]) : -1;
    if (from < 0 || from > whole.elements()) {
      throw new PickleException("a part of a storage that lies outside it");
    }
    return new StorageRef(whole.key(), whole.type(), whole.elements(), from);
  }
}
