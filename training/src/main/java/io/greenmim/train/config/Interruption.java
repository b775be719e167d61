package io.greenmim.train.config;

import java.io.InterruptedIOException;

/**
 * Lets long work end when its thread is interrupted, as the command line does when the process is
 * told to end: asked between images, batches or files, where nothing is half done.
 */
public final class Interruption {

  private static final String STOPPED = "stopped";

  private Interruption() {}

  /**
   * Ends the work if its thread is interrupted.
   *
   * @throws InterruptedException if it is
   */
  public static void check() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(STOPPED);
    }
  }

  /**
   * Tells work that reads or writes that its thread was interrupted while it waited.
   *
   * @param waiting what the wait ended with
   * @return what the work ends with
   */
  public static InterruptedIOException ofIo(InterruptedException waiting) {
    InterruptedIOException stopped = new InterruptedIOException(STOPPED);
    stopped.initCause(waiting);
    return stopped;
  }

  /**
   * Ends work that reads or writes if its thread is interrupted.
   *
   * @throws InterruptedIOException if it is
   */
  public static void checkIo() throws InterruptedIOException {
    if (Thread.interrupted()) {
      throw new InterruptedIOException(STOPPED);
    }
  }
}
