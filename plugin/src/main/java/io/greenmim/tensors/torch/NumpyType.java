package io.greenmim.tensors.torch;

import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The element type of an array of NumPy.
 *
 * @param code NumPy's code without the order of bytes, such as {@code f4}
 * @param type the counterpart here, or null if it is not read
 * @param order order of the bytes of an element
 */
record NumpyType(String code, TensorType type, ByteOrder order) {

  /** NumPy's name for the class of its types. */
  static final String CLASS = "numpy.dtype";

  private static final String ORDERS = "<>|=";

  /**
   * Reads a type.
   *
   * @param value an object of a pickle
   * @return the type
   * @throws IOException if it is none of NumPy's
   */
  static NumpyType of(Object value) throws IOException {
    if (!(value instanceof PickledObject dtype
        && dtype.className().equals(CLASS)
        && !dtype.arguments().isEmpty()
        && dtype.arguments().get(0) instanceof String name
        && !name.isEmpty())) {
      throw new IOException("an array of something that is no type");
    }
    boolean ordered = ORDERS.indexOf(name.charAt(0)) >= 0;
    String order = ordered ? name.substring(0, 1) : "|";
    // What NumPy sets last decides.
    if (dtype.state() instanceof Object[] state && state.length > 1) {
      if (!(state[1] instanceof String set && set.length() == 1 && ORDERS.contains(set))) {
        throw new IOException("an array of a type without an order of bytes");
      }
      order = set;
    }
    String code = Printable.of(ordered ? name.substring(1) : name);
    return new NumpyType(
        code, type(code), ">".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorType type(String code) {
    return switch (code) {
      case "f8" -> TensorType.F64;
      case "f4" -> TensorType.F32;
      case "f2" -> TensorType.F16;
      case "i8" -> TensorType.I64;
      case "i4" -> TensorType.I32;
      case "i2" -> TensorType.I16;
      case "i1" -> TensorType.I8;
      case "u1" -> TensorType.U8;
      case "b1" -> TensorType.BOOL;
      case "u2" -> TensorType.U16;
      case "u4" -> TensorType.U32;
      case "u8" -> TensorType.U64;
      case "c8" -> TensorType.C64;
      default -> null;
    };
  }
}
