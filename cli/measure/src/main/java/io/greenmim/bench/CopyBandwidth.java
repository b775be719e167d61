package io.greenmim.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.Autograd;

/**
 * The most that this machine's memory moves: the best of several copies of one array into another,
 * by as many threads as the engine uses. What is read and what is written both count; that a
 * processor may fetch a line before it writes to it does not.
 */
public final class CopyBandwidth implements AutoCloseable {

  private static final int REPEATS = 3;

  private final NDArray source;
  private final NDArray target;
  private final long bytes;
  private double best;

  /**
   * Makes the arrays, and copies once so that all their pages are there.
   *
   * @param manager names the device
   * @param bytes size of each of the two arrays; far more than the last cache holds, or it is the
   *     cache that is measured
   */
  public CopyBandwidth(NDManager manager, long bytes) {
    Shape shape = new Shape(Math.max(1, bytes / Float.BYTES));
    source = manager.ones(shape);
    target = manager.zeros(shape);
    this.bytes = shape.size() * Float.BYTES;
    seconds();
  }

  /** Copies a few times; the best of all calls counts. */
  public void measure() {
    for (int i = 0; i < REPEATS; i++) {
      best = Math.max(best, 2 * bytes / seconds());
    }
  }

  private double seconds() {
    SingleDevice.await(source.getManager());
    long began = System.nanoTime();
    Autograd.copy(source, target);
    SingleDevice.await(source.getManager());
    return (System.nanoTime() - began) / 1e9;
  }

  /**
   * {@return the best rate so far: bytes per second, those read and those written; 0 before
   * anything was measured}
   */
  public double bytesPerSecond() {
    return best;
  }

  /** Frees the arrays. */
  @Override
  public void close() {
    source.close();
    target.close();
  }
}
