package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** Control of the recording of gradients that DJL does not offer. */
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

  /**
   * Adds to the gradient of a leaf, as a backward pass that ends there does; DJL gives a leaf that
   * no backward pass has reached an array of zeros that is not its gradient.
   *
   * @shape both alike
   * @param leaf an array that requires a gradient and was not computed from others
   * @param gradient what to add, on any device
   */
  public static void addGradient(NDArray leaf, NDArray gradient) {
    NDArray here = gradient.toDevice(leaf.getDevice(), false);
    JniUtils.backward((PtNDArray) leaf, (PtNDArray) here, false, false);
  }
}
