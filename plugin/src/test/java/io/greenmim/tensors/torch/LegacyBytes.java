package io.greenmim.tensors.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the container before PyTorch 1.6 for tests. */
public final class LegacyBytes {

  private LegacyBytes() {}

  /** Writes a file with one storage. */
  public static byte[] of(byte[] object, String key, long elements, byte[] data) {
    byte[] head = head(1001);
    byte[] keys = PickleBytes.start().op(']').text(key).op('a').stop();
    return ByteBuffer.allocate(head.length + object.length + keys.length + 8 + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(head)
        .put(object)
        .put(keys)
        .putLong(elements)
        .put(data)
        .array();
  }

  /** Writes the magic number, a protocol version and an empty account of the machine. */
  public static byte[] head(int protocol) {
    byte[] magic = PickleBytes.start().ops("\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019").stop();
    byte[] version = PickleBytes.start().ops("J").int32(protocol).stop();
    byte[] machine = PickleBytes.start().op('}').stop();
    return ByteBuffer.allocate(magic.length + version.length + machine.length)
        .put(magic)
        .put(version)
        .put(machine)
        .array();
  }
}
