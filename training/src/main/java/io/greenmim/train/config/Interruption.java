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
