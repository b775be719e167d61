package io.greenmim.tensors.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a pickle opcode by opcode, so that tests can write damaged and hostile ones. */
public final class PickleBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Starts a pickle of protocol 2. */
  public static PickleBytes start() {
    return new PickleBytes().op(0x80).op(2);
  }

  public PickleBytes op(int code) {
    bytes.write(code);
    return this;
  }

  /** Writes opcodes, or arguments, that are ASCII characters. */
  public PickleBytes ops(String codes) {
    bytes.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public PickleBytes int32(int value) {
    bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  public PickleBytes int64(long value) {
    bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  public PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').int32(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  /** An integer of 8 bytes at most. */
  public PickleBytes number(long value) {
    return op(0x8a).op(8).int64(value);
  }

  public PickleBytes global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  /** A tuple of integers. */
  public PickleBytes numbers(long... values) {
    op('(');
    for (long value : values) {
      number(value);
    }
    return op('t');
  }

  /** A storage by its persistent identifier. */
  public PickleBytes storage(String className, String key, long elements) {
    op('(').text("storage").global("torch", className).text(key).text("cpu").number(elements);
    return ops("tQ");
  }

  /** A float tensor over a storage of its own. */
  public PickleBytes tensor(String key, long elements, long offset, long[] sides, long[] strides) {
    return tensor("FloatStorage", key, elements, offset, sides, strides);
  }

  /** A tensor over a storage of its own. */
  public PickleBytes tensor(
      String className, String key, long elements, long offset, long[] sides, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage(className, key, elements);
    number(offset).numbers(sides).numbers(strides).op(0x89);
    return global("collections", "OrderedDict").ops(")RtR");
  }

  public byte[] stop() {
    return op('.').bytes.toByteArray();
  }
}
