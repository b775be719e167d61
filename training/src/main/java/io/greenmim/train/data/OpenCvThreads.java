package io.greenmim.train.data;

import org.opencv.core.Core;

/**
 * OpenCV's number of threads, which is one for the whole process, while images are read.
 *
 * <p>The loader has threads of its own; a second pool below them would only fight for the cores. So
 * it is one thread for as long as any image is read, and then what the application had.
 */
final class OpenCvThreads implements AutoCloseable {

  private static int users;
  private static int before;

  private OpenCvThreads() {}

  /** Makes it one thread until the scope is closed. */
  static OpenCvThreads one() {
    synchronized (OpenCvThreads.class) {
      if (users++ == 0) {
        before = Core.getNumThreads();
        Core.setNumThreads(1);
      }
    }
    return new OpenCvThreads();
  }

  @Override
  public void close() {
    synchronized (OpenCvThreads.class) {
      if (--users == 0) {
        Core.setNumThreads(before);
      }
    }
  }
}
