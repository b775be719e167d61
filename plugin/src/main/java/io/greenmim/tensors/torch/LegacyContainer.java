package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The container before PyTorch 1.6: a magic number, a protocol version, facts on the machine, the
 * object and the keys of the storages, each a pickle; then each storage as its count of elements in
 * 8 bytes and their bytes.
 */
final class LegacyContainer {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  /** Bytes of the opcode of the pickle's protocol, of that and of a frame, and one more. */
  private static final int PROTOCOL_BYTES = 2;

  private static final int FRAMED = 11;
  private static final int HEAD = FRAMED + 1;
  private static final byte FRAME = (byte) 0x95;
  private static final byte LONG1 = (byte) 0x8a;

  private final FileRegion file;
  private long at;

  private LegacyContainer(FileRegion file) {
    this.file = file;
  }

  /**
   * Tells whether a file that starts with a pickle is one of these: then that is an integer.
   *
   * @param file the whole file
   * @return whether {@link #read} expects to read it
   * @throws IOException if it cannot be read
   */
  static boolean starts(FileRegion file) throws IOException {
    byte[] head = file.slice(0, Math.min(HEAD, file.length())).read().array();
    int at =
        head.length > PROTOCOL_BYTES && head[PROTOCOL_BYTES] == FRAME ? FRAMED : PROTOCOL_BYTES;
    return head.length > at && head[at] == LONG1;
  }

  /**
   * Reads a file.
   *
   * @param file the whole file
   * @return what it holds
   * @throws IOException if it is no such file or one of its pickles is refused; the message does
   *     not name the file
   */
  static TorchContainer read(FileRegion file) throws IOException {
    return new LegacyContainer(file).read();
  }

  private TorchContainer read() throws IOException {
    if (!MAGIC.equals(pickle(Pickle.NO_STORAGES))) {
      throw new IOException("a pickle that PyTorch did not save");
    }
    Object protocol = pickle(Pickle.NO_STORAGES);
    if (!(protocol instanceof Integer number) || number != PROTOCOL) {
      throw new IOException("a protocol version other than " + PROTOCOL);
    }
    pickle(Pickle.NO_STORAGES); // the machine's byte order and sizes, which say nothing
    Map<String, StorageRef> seen = new HashMap<>();
    Object root = pickle(id -> StorageRef.of(id, seen));
    Object keys = pickle(Pickle.NO_STORAGES);
    if (!(keys instanceof List<?> ordered)) {
      throw new IOException("no list of storages");
    }
    Map<String, FileRegion> storages = new HashMap<>();
    for (Object key : ordered) {
      StorageRef storage = key instanceof String ? seen.remove(key) : null;
      if (storage == null) {
        throw new IOException("a storage that no tensor uses, or that comes twice");
      }
      storages.put(storage.key(), storage(storage));
    }
    if (!seen.isEmpty()) {
      throw new IOException(
          "no storage '%s'".formatted(Printable.of(seen.keySet().iterator().next())));
    }
    // PyTorch writes these storages and their counts little-endian on every machine.
    return new TorchContainer(root, storages, ByteOrder.LITTLE_ENDIAN);
  }

  private Object pickle(Pickle.Context context) throws IOException {
    FileRegion rest = file.slice(at, file.length() - at);
    Pickle.Read read = Pickle.read(rest, file.length(), context);
    at += read.end();
    return read.value();
  }

  private FileRegion storage(StorageRef storage) throws IOException {
    long elements = file.slice(at, Long.BYTES).read().getLong();
    if (elements != storage.elements()) {
      throw new IOException(
          "a storage '%s' of %s elements where the pickle says %s"
              .formatted(Printable.of(storage.key()), elements, storage.elements()));
    }
    at += Long.BYTES;
    FileRegion content = file.slice(at, storage.bytes());
    at += storage.bytes();
    return content;
  }
}
