package io.greenmim.tensors.torch;

import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The functions and classes that a pickle may call, by their Python names.
 *
 * <p>The rule for all others: an object of a class becomes inert data, whatever its arguments; a
 * call of a function refuses the file, and so does any name of a module that reaches outside the
 * program. What an opcode or copyreg makes an object of can only be a class; what is merely called
 * is one if Python's naming convention says so. Neither is ever resolved to code, of Python or
 * Java.
 */
final class AllowedCalls {

  private static final Map<String, Call> CALLS = new HashMap<>();

  /** Classes whose names are not in capitals, and functions that make such objects. */
  private static final Set<String> INERT =
      Set.of(
          "numpy.dtype",
          "numpy.ndarray",
          "datetime.datetime",
          "datetime.date",
          "datetime.time",
          "datetime.timedelta",
          "datetime.timezone",
          "uuid.UUID",
          "types.SimpleNamespace",
          "torch.device",
          "builtins.complex",
          "builtins.slice",
          "builtins.range",
          "builtins.object",
          "builtins.bytearray",
          "__builtin__.complex",
          "__builtin__.slice",
          "__builtin__.xrange",
          "__builtin__.object",
          "__builtin__.bytearray",
          "torch.serialization._get_layout",
          "torch.nn.parameter.UninitializedParameter");

  private AllowedCalls() {}

  /** What is done in place of a call. */
  @FunctionalInterface
  interface Call {

    /**
     * Makes the object that the call stands for.
     *
     * @param name Python name of what is called
     * @param arguments the arguments; not to be kept
     * @return the object
     * @throws IOException if the arguments do not fit
     */
    Object make(String name, Object[] arguments) throws IOException;
  }

  static {
    TorchCalls.addTo(CALLS);
    PlainCalls.addTo(CALLS);
    for (String name : INERT) {
      CALLS.put(name, PickledObject::new);
    }
  }

  /**
   * Does what stands in place of a call.
   *
   * @param callee what is called
   * @param arguments its arguments
   * @return the object
   * @throws IOException if it may not be called or the arguments do not fit
   */
  static Object call(PickledClass callee, Object... arguments) throws IOException {
    return make(callee, callee.looksLikeClass(), arguments);
  }

  /**
   * Does what stands in place of the making of an object, which Python does for classes alone.
   *
   * @param type the class
   * @param arguments what it would be made of
   * @return the object
   * @throws IOException if it may not be made or the arguments do not fit
   */
  static Object newObject(PickledClass type, Object... arguments) throws IOException {
    return make(type, true, arguments);
  }

  private static Object make(PickledClass callee, boolean isClass, Object... arguments)
      throws IOException {
    String name = callee.name();
    Call call = CALLS.get(name);
    if (call != null) {
      return call.make(name, arguments);
    }
    if (isClass && !callee.dangerous()) {
      return new PickledObject(name, arguments);
    }
    throw new IOException(
        "a pickle that calls '%s', which is not on the list of what a checkpoint may call"
            .formatted(Printable.of(name)));
  }
}
