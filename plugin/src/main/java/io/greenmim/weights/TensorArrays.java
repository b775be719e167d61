package io.greenmim.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.EngineMemory;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arrays of the engine as tensors of a file, and back. */
public final class TensorArrays {

  private TensorArrays() {}

  /**
   * Shows arrays as tensors that can be written.
   *
   * @param arrays arrays by name; each must live until its tensor was read
   * @return tensors by name, in the same order
   */
  public static Map<String, StoredTensor> stored(Map<String, NDArray> arrays) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) -> tensors.put(name, new ArrayTensor(array)));
    return tensors;
  }

  private record ArrayTensor(NDArray array) implements StoredTensor {

    @Override
    public TensorType type() {
      return TensorType.valueOf(array.getDataType().asSafetensors());
    }

    @Override
    public List<Long> shape() {
      return Arrays.stream(array.getShape().getShape()).boxed().toList();
    }

    @Override
    public ByteBuffer read() {
      return array.toByteBuffer();
    }
  }

  /**
   * Returns the shape of a tensor as the engine writes it.
   *
   * @param tensor a tensor
   * @return its shape
   */
  public static Shape shape(StoredTensor tensor) {
    return new Shape(tensor.shape());
  }

  /**
   * Reads a tensor as an array of 32-bit floating point numbers.
   *
   * @param manager manager that owns the array and names its device
   * @param tensor a tensor of any type
   * @return the array, in the engine's memory
   * @throws IOException if it cannot be read
   */
  public static NDArray float32(NDManager manager, StoredTensor tensor) throws IOException {
    if (tensor.type() == TensorType.F32) {
      return array(manager, tensor);
    }
    return EngineMemory.own(manager.create(FloatValues.of(tensor), shape(tensor)));
  }

  /**
   * Reads a tensor as an array of the same type.
   *
   * @param manager manager that owns the array and names its device
   * @param tensor a tensor of any type; BF16 and I16, which the engine's arrays lack, become
   *     float32 and int32, unsigned numbers of 16 to 64 bits float32
   * @return the array, in the engine's memory
   * @throws IOException if it cannot be read
   */
  public static NDArray array(NDManager manager, StoredTensor tensor) throws IOException {
    Shape shape = shape(tensor);
    return EngineMemory.own(
        switch (tensor.type()) {
          case BF16 -> manager.create(FloatValues.of(tensor), shape);
          case I16 -> manager.create(integers(tensor), shape);
          case F64, F32, F16, I64, I32, I8, U8, BOOL ->
              manager.create(tensor.read(), shape, DataType.fromSafetensors(tensor.type().name()));
          default -> manager.create(FloatValues.of(tensor), shape);
        });
  }

  private static int[] integers(StoredTensor tensor) throws IOException {
    float[] exact = FloatValues.of(tensor);
    int[] values = new int[exact.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) exact[i];
    }
    return values;
  }
}
