package io.greenmim.tensors.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The containers, numbers and object makers of Python and NumPy that a pickle may call. */
final class PlainCalls {

  /** Of a call whose arguments have to be copied. */
  private static final int MOST_ARGUMENTS = 16;

  private PlainCalls() {}

  static void addTo(Map<String, AllowedCalls.Call> calls) {
    for (String name :
        List.of(
            "collections.OrderedDict",
            "collections.defaultdict",
            "collections.Counter",
            "builtins.dict",
            "__builtin__.dict")) {
      calls.put(name, PlainCalls::dict);
    }
    for (String builtins : List.of("builtins.", "__builtin__.")) {
      calls.put(builtins + "list", PlainCalls::list);
      calls.put(builtins + "set", PlainCalls::list);
      calls.put(builtins + "frozenset", PlainCalls::list);
      for (String value : List.of("int", "float", "bool", "str", "bytes")) {
        calls.put(builtins + value, PlainCalls::value);
      }
    }
    calls.put("collections.deque", PlainCalls::list);
    calls.put("_codecs.encode", PlainCalls::encode);
    for (String core : List.of("numpy.core.multiarray.", "numpy._core.multiarray.")) {
      calls.put(core + "scalar", PlainCalls::scalar);
      calls.put(core + "_reconstruct", (name, arguments) -> new PickledObject(NumpyArray.CLASS));
    }
    for (String core : List.of("numpy.core.numeric.", "numpy._core.numeric.")) {
      calls.put(core + "_frombuffer", NumpyArray::fromBuffer);
    }
    for (String copy : List.of("copyreg.", "copy_reg.")) {
      calls.put(copy + "_reconstructor", PlainCalls::reconstruct);
      calls.put(copy + "__newobj__", PlainCalls::newObject);
    }
  }

  /**
   * A dict of nothing, of another dict, or of a list of pairs; a default factory is left out. The
   * source is taken over or emptied, never copied: a few bytes can repeat such a call at will.
   */
  private static Object dict(String name, Object... arguments) throws IOException {
    PickledDict dict = new PickledDict();
    for (Object argument : arguments) {
      if (argument instanceof PickledDict other) {
        dict = other;
      } else if (argument instanceof List<?> pairs) {
        for (Object pair : pairs) {
          put(name, dict, pair);
        }
        pairs.clear();
      } else if (argument != null && !(argument instanceof PickledClass)) {
        throw misfit(name);
      }
    }
    return dict;
  }

  private static void put(String name, PickledDict dict, Object pair) throws IOException {
    Object[] both =
        pair instanceof List<?> list
            ? list.toArray()
            : pair instanceof Object[] tuple ? tuple : null;
    if (both == null || both.length != 2) {
      throw misfit(name);
    }
    dict.put(both[0], both[1]);
  }

  /** A list of nothing, or the very list that is given. */
  private static Object list(String name, Object... arguments) {
    if (arguments.length == 0) {
      return new ArrayList<>(0);
    }
    return arguments[0] instanceof List<?> items ? items : new PickledObject(name, arguments);
  }

  /** A number or text made of itself; anything else would have to be computed. */
  private static Object value(String name, Object... arguments) {
    boolean plain =
        arguments.length == 1
            && (arguments[0] instanceof Number
                || arguments[0] instanceof String
                || arguments[0] instanceof Boolean);
    return plain && !name.endsWith(".bytes") ? arguments[0] : new PickledObject(name, arguments);
  }

  /** Python 3 writes bytes for Python 2 as a text of Latin-1 and this call; it stays a text. */
  private static Object encode(String name, Object... arguments) throws IOException {
    if (arguments.length >= 1
        && (arguments[0] instanceof String
            || (arguments[0] instanceof PickledBytes stored && stored.text()))
        && (arguments.length == 1 || "latin1".equals(arguments[1]))) {
      return arguments[0];
    }
    throw misfit(name);
  }

  /** A NumPy number: its type and its bytes. */
  private static Object scalar(String name, Object... arguments) {
    if (arguments.length == 2
        && arguments[0] instanceof PickledObject dtype
        && dtype.className().equals(NumpyType.CLASS)
        && !dtype.arguments().isEmpty()
        && dtype.arguments().get(0) instanceof String kind
        && bytes(arguments[1]) instanceof byte[] data) {
      ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      return switch (data.length + kind) {
        case "8f8" -> buffer.getDouble();
        case "4f4" -> (double) buffer.getFloat();
        case "8i8" -> buffer.getLong();
        case "4i4" -> buffer.getInt();
        case "1b1" -> buffer.get() != 0;
        default -> new PickledObject("numpy.number");
      };
    }
    return new PickledObject("numpy.number");
  }

  private static Object bytes(Object value) {
    return value instanceof String text && text.length() <= Double.BYTES
        ? text.getBytes(StandardCharsets.ISO_8859_1)
        : value;
  }

  /** Arguments: the class, its base, and the base's value. */
  private static Object reconstruct(String name, Object... arguments) throws IOException {
    if (arguments.length == 3 && arguments[0] instanceof PickledClass type) {
      boolean plain = arguments[2] == null;
      return AllowedCalls.newObject(type, plain ? new Object[0] : new Object[] {arguments[2]});
    }
    throw misfit(name);
  }

  /** Arguments: the class and what its constructor gets. */
  private static Object newObject(String name, Object... arguments) throws IOException {
    if (arguments.length >= 1
        && arguments.length <= MOST_ARGUMENTS
        && arguments[0] instanceof PickledClass type) {
      return AllowedCalls.newObject(type, Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    throw misfit(name);
  }

  private static IOException misfit(String name) {
    return new IOException("a call of " + name + " with arguments that do not fit");
  }
}
