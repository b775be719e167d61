package io.greenmim.tensors.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The functions of PyTorch that rebuild tensors, with their arguments as PyTorch writes them. */
final class TorchCalls {

  private static final String MODULE = "torch._utils.";

  private static final int MOST_SIDES = 16;

  private TorchCalls() {}

  static void addTo(Map<String, AllowedCalls.Call> calls) {
    calls.put(MODULE + "_rebuild_tensor", TorchCalls::tensor);
    calls.put(MODULE + "_rebuild_tensor_v2", TorchCalls::tensor);
    calls.put(MODULE + "_rebuild_tensor_v3", TorchCalls::typedTensor);
    calls.put(MODULE + "_rebuild_parameter", TorchCalls::parameter);
    calls.put(MODULE + "_rebuild_parameter_with_state", TorchCalls::parameter);
    calls.put("torch._tensor._rebuild_from_type_v2", TorchCalls::tensorOfClass);
    calls.put("torch._tensor._rebuild_from_type", TorchCalls::tensorOfClass);
    calls.put("torch.Size", (name, arguments) -> tuple(name, arguments, 0));
    for (String kind :
        List.of(
            "_rebuild_sparse_tensor",
            "_rebuild_sparse_csr_tensor",
            "_rebuild_nested_tensor",
            "_rebuild_qtensor",
            "_rebuild_meta_tensor_no_storage",
            "_rebuild_device_tensor_from_numpy",
            "_rebuild_device_tensor_from_cpu_tensor",
            "_rebuild_wrapper_subclass")) {
      calls.put(MODULE + kind, (name, arguments) -> new UnreadTensor(name));
    }
  }

  /** Arguments: storage, offset, sides, strides, and what training needs. */
  private static Object tensor(String name, Object... arguments) throws IOException {
    StorageRef storage = storage(name, arguments);
    return tensor(name, storage.type(), storage, arguments);
  }

  /** The same with the type as the seventh argument, over an untyped storage. */
  private static Object typedTensor(String name, Object... arguments) throws IOException {
    Object dtype = argument(name, arguments, 6);
    TorchType type = dtype instanceof PickledClass named ? TorchType.ofDtype(named.name()) : null;
    if (type == null) {
      throw misfit(name, "a type of elements");
    }
    return tensor(name, type, storage(name, arguments), arguments);
  }

  private static Object tensor(String name, TorchType type, StorageRef storage, Object... arguments)
      throws IOException {
    long start = storage.from() * storage.type().bytes() / type.bytes();
    long offset = number(name, argument(name, arguments, 1));
    if (offset > Long.MAX_VALUE - start) {
      throw misfit(name, "an offset in its storage");
    }
    List<Long> shape = numbers(name, tuple(name, arguments, 2));
    List<Long> strides = numbers(name, tuple(name, arguments, 3));
    try {
      return new TensorRecord(storage, type, start + offset, shape, strides);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Object parameter(String name, Object... arguments) throws IOException {
    Object data = argument(name, arguments, 0);
    if (data instanceof TensorRecord || data instanceof UnreadTensor) {
      return data;
    }
    throw misfit(name, "a tensor");
  }

  /** Arguments: the function that makes the plain tensor, the class, that function's arguments. */
  private static Object tensorOfClass(String name, Object... arguments) throws IOException {
    if (argument(name, arguments, 0) instanceof PickledClass function
        && function.module().equals("torch._utils")) {
      return AllowedCalls.call(function, tuple(name, arguments, 2));
    }
    throw misfit(name, "a function that rebuilds a tensor");
  }

  private static StorageRef storage(String name, Object... arguments) throws IOException {
    if (argument(name, arguments, 0) instanceof StorageRef storage) {
      return storage;
    }
    throw misfit(name, "a storage");
  }

  private static Object argument(String name, Object[] arguments, int index) throws IOException {
    if (index < arguments.length) {
      return arguments[index];
    }
    throw new IOException("a call of %s with %s arguments".formatted(name, arguments.length));
  }

  private static Object[] tuple(String name, Object[] arguments, int index) throws IOException {
    if (argument(name, arguments, index) instanceof Object[] tuple) {
      return tuple;
    }
    throw misfit(name, "a tuple");
  }

  /** Returns integers of a pickle, not too many of them. */
  static List<Long> numbers(String name, Object... values) throws IOException {
    if (values.length > MOST_SIDES) {
      throw misfit(name, "a tuple of at most " + MOST_SIDES + " numbers");
    }
    List<Long> numbers = new ArrayList<>(values.length);
    for (Object value : values) {
      numbers.add(number(name, value));
    }
    return List.copyOf(numbers);
  }

  /** Returns an integer of a pickle that fits a long. */
  static long number(String name, Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw misfit(name, "an integer of 64 bits");
  }

  private static IOException misfit(String name, String expected) {
    return new IOException("a call of " + name + " with something that is not " + expected);
  }
}
