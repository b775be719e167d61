package io.greenmim.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Where the values of an array lie.
 *
 * <p>What is copied here to a GPU goes there from page-locked memory, in turn with the work that
 * the device was given before: the host does not wait for that work, as it does where DJL makes an
 * array on a GPU.
 */
public final class EngineMemory {

  private EngineMemory() {}

  /**
   * Copies numbers into memory of the engine's own.
   *
   * @shape as told
   * @param manager manager that owns the array and names its device
   * @param values the numbers, row-major
   * @param shape their shape
   * @return the numbers, float32
   */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    return of(manager, FloatBuffer.wrap(values), shape, DataType.FLOAT32);
  }

  /**
   * Copies whole numbers into memory of the engine's own.
   *
   * @shape as told
   * @param manager manager that owns the array and names its device
   * @param values the numbers, row-major
   * @param shape their shape
   * @return the numbers, int32
   */
  public static NDArray of(NDManager manager, int[] values, Shape shape) {
    return of(manager, IntBuffer.wrap(values), shape, DataType.INT32);
  }

  /**
   * Copies bytes into memory of the engine's own.
   *
   * @shape as told
   * @param manager manager that owns the array and names its device
   * @param values the bytes, row-major
   * @param shape their shape
   * @return the bytes, uint8
   */
  public static NDArray of(NDManager manager, byte[] values, Shape shape) {
    return of(manager, ByteBuffer.wrap(values), shape, DataType.UINT8);
  }

  private static NDArray of(NDManager manager, Buffer values, Shape shape, DataType type) {
    return manager.getDevice().isGpu()
        ? sent(manager, values, shape, type)
        : own(manager.create(values, shape, type));
  }

  /**
   * Gives the engine numbers for one call: on the CPU they stay in Java's memory.
   *
   * @shape (n)
   * @param manager manager that owns the array and names its device
   * @param values the numbers
   * @return the numbers, float32
   */
  public static NDArray lend(NDManager manager, float[] values) {
    Shape shape = new Shape(values.length);
    return manager.getDevice().isGpu() ? of(manager, values, shape) : manager.create(values, shape);
  }

  /**
   * Gives the engine whole numbers for one call: on the CPU they stay in Java's memory.
   *
   * @shape (n)
   * @param manager manager that owns the array and names its device
   * @param values the numbers
   * @return the numbers, int32
   */
  public static NDArray lend(NDManager manager, int[] values) {
    Shape shape = new Shape(values.length);
    return manager.getDevice().isGpu() ? of(manager, values, shape) : manager.create(values, shape);
  }

  /** Sends values to the manager's device, from page-locked memory if that is a GPU. */
  static NDArray sent(NDManager manager, Buffer values, Shape shape, DataType type) {
    Device device = manager.getDevice();
    try (NDManager host = manager.newSubManager(Device.cpu());
        NDArray given = host.create(values, shape, type);
        NDArray target = manager.create(shape, type)) {
      return Kernels.on(KernelSource.COMMON, device, Precision.FP32).call("send", target, given);
    }
  }

  /**
   * Moves an array that was made from Java data into memory of the engine's own.
   *
   * <p>Such an array on the CPU only borrows the virtual machine's memory: once it is closed the
   * garbage collector may free what autograd still needs for the backward pass. Its address also
   * differs from run to run, and matrix products round differently for different alignments.
   *
   * @shape any; returned as it is
   * @param array an array made from Java data; closed by this call
   * @return the same values in the engine's memory, on the same device
   */
  public static NDArray own(NDArray array) {
    try (array) {
      NDArray copy = array.duplicate();
      copy.setName(array.getName());
      return copy;
    }
  }
}
