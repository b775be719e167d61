package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Control of the recording of gradients that DJL does not offer. DJL's own gradient collector is
 * one a process; what is here belongs to a thread, so that several threads may each train a model.
 */
public final class Autograd {

  private Autograd() {}

  /**
   * Stops the recording of gradients on this thread until the returned scope closes.
   *
   * @return the scope
   */
  public static Paused pause() {
    return new Paused(JniUtils.isGradMode());
  }

  /** A stretch of code in which no gradients are recorded. */
  public static final class Paused implements AutoCloseable {

    private final boolean before;

    private Paused(boolean before) {
      this.before = before;
      JniUtils.setGradMode(false);
    }

    /** Restores what was before. */
    @Override
    public void close() {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Records gradients on this thread until the returned scope closes.
   *
   * @return the scope
   */
  public static Recorded record() {
    return new Recorded(JniUtils.isGradMode());
  }

  /** A stretch of code in which gradients are recorded. */
  public static final class Recorded implements AutoCloseable {

    private final boolean before;

    private Recorded(boolean before) {
      this.before = before;
      JniUtils.setGradMode(true);
    }

    /** Restores what was before. */
    @Override
    public void close() {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Adds the gradient of a sum to the gradients of all leaves that it was computed from, and frees
   * what was recorded for it. May run on several threads at once, for arrays of their own.
   *
   * @shape any
   * @param result what was computed while gradients were recorded; the sum is that of its elements
   */
  public static void backward(NDArray result) {
    try (ArrayScope scope = new ArrayScope()) {
      JniUtils.backward((PtNDArray) result, (PtNDArray) result.onesLike(), false, false);
    }
  }

  /**
   * Copies values into an existing array, device to device. DJL's own copy goes through the host
   * and may share the memory of its source.
   *
   * @shape source and target alike, at least one axis
   * @param source values, of the shape of the target, which has at least one axis
   * @param target array that takes the values, on any device
   */
  public static void copy(NDArray source, NDArray target) {
    try (Paused paused = pause();
        ArrayScope scope = new ArrayScope()) {
      target.set(new NDIndex(":"), source);
    }
  }
}
