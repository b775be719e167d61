package io.greenmim.ops;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Divides the processor's cores among predictors that work at the same time: an operation on a few
 * images hardly gains by a second core. While it is open, operations of the thread that opened it,
 * and of those that have not used the engine before, take their share of the cores and no more.
 * With fewer cores some of them add in another order: numbers may differ in their last digits.
 */
public final class EngineThreads implements AutoCloseable {

  /** How many there were; 0 where nothing was changed. */
  private final int before;

  private EngineThreads(int before) {
    this.before = before;
  }

  /**
   * Divides the cores until it is closed, by the same thread.
   *
   * @param predictors how many work at the same time, at least 1; for one nothing changes
   * @return what gives the cores back
   */
  public static EngineThreads divide(int predictors) {
    if (predictors == 1) {
      return new EngineThreads(0);
    }
    int threads = EngineInfo.load().intraOpThreads();
    JniUtils.setNumThreads(Math.max(1, threads / predictors));
    return new EngineThreads(threads);
  }

  @Override
  public void close() {
    if (before > 0) {
      JniUtils.setNumThreads(before);
    }
  }
}
