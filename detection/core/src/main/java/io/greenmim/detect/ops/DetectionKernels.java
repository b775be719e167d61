package io.greenmim.detect.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * The functions of detectors that the engine runs in one call each. Maps are channels-last inside
 * and as results, whatever they come as: each cell's channels lie together, which is what
 * convolutions and pooling read fastest.
 */
public final class DetectionKernels {

  /** Their text. */
  public static final KernelSource SOURCE = new KernelSource(DetectionKernels.class, "detection");

  private DetectionKernels() {}

  /**
   * Returns the functions for a pass; float32 is computed in one way alone.
   *
   * @param store the parameter store, which tells the precision
   * @param device the device
   * @return the functions
   */
  public static Kernels of(ParameterStore store, Device device) {
    return Kernels.on(SOURCE, device, PassStore.precision(store));
  }

  /**
   * Returns the functions in float32.
   *
   * @param device the device
   * @return the functions
   */
  static Kernels float32(Device device) {
    return Kernels.on(SOURCE, device, Precision.FP32);
  }

  /**
   * Names arrays as one list argument of a function.
   *
   * @shape any; returned as they are
   * @param name name of the list, without brackets
   * @param arrays the arrays
   * @return other handles of the same arrays, with names
   */
  public static List<NDArray> list(String name, List<NDArray> arrays) {
    return arrays.stream()
        .map(
            array -> {
              NDArray named = array.reshape(array.getShape());
              named.setName(name + "[]");
              return named;
            })
        .toList();
  }
}
