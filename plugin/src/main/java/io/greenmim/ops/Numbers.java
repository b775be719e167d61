package io.greenmim.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.UnaryOperator;

/**
 * Operations of an array with a number, for passes: DJL's own put the number on the array's device
 * first, and on a GPU the host waits there until the device has done all that it was given. The
 * engine takes such a number from the host as well.
 */
public final class Numbers {

  private Numbers() {}

  /**
   * Adds a number.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the number
   * @return x + number
   */
  public static NDArray add(NDArray x, Number number) {
    return with(x, number, x::add);
  }

  /**
   * Multiplies by a number.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the number
   * @return x times the number
   */
  public static NDArray multiply(NDArray x, Number number) {
    return with(x, number, x::mul);
  }

  /**
   * Divides by a number.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the number
   * @return x / number
   */
  public static NDArray divide(NDArray x, Number number) {
    return with(x, number, x::div);
  }

  /**
   * Raises to a power.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the exponent
   * @return x to the power of the number
   */
  public static NDArray power(NDArray x, Number number) {
    return with(x, number, x::pow);
  }

  /**
   * Takes the number in place of what is more.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the number
   * @return the lesser of both; not a number where x is none
   */
  public static NDArray atMost(NDArray x, Number number) {
    return with(x, number, x::minimum);
  }

  /**
   * Takes the number in place of what is less.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the number
   * @return the greater of both; not a number where x is none
   */
  public static NDArray atLeast(NDArray x, Number number) {
    return with(x, number, x::maximum);
  }

  /**
   * Compares with a number.
   *
   * @shape input and output alike
   * @param x an array
   * @param number the number
   * @return whether x is at least the number
   */
  public static NDArray isAtLeast(NDArray x, Number number) {
    return with(x, number, x::gte);
  }

  private static NDArray with(NDArray x, Number number, UnaryOperator<NDArray> operation) {
    // In the engine's own memory, which the backward pass may read when this is long closed.
    try (NDManager host = x.getManager().newSubManager(Device.cpu());
        NDArray value = EngineMemory.own(host.create(number))) {
      return operation.apply(value);
    }
  }
}
