package io.greenmim.bench;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Settings that can be measured: in this virtual machine, or in one of its own ({@link ChildJvm}).
 * An implementation is a record.
 *
 * @param <R> what is measured
 */
public interface Measurement<R extends Record> {

  /** {@return the class of the result: a record that JSON can hold} */
  Class<R> resultType();

  /**
   * Measures in this virtual machine. Whatever else it does counts in.
   *
   * @return what was measured
   * @throws IOException if a file or the machine's description cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  R measure() throws IOException, InterruptedException;

  /**
   * Measures like {@link #measure()}, and tells how that goes on where it takes long.
   *
   * @param told takes a line at a time
   * @return what was measured
   * @throws IOException if a file or the machine's description cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  default R measure(Consumer<String> told) throws IOException, InterruptedException {
    return measure();
  }
}
