package io.greenmim.train.data;

import nu.pattern.OpenCV;
import org.opencv.core.Core;

/** Loads OpenCV's native library once, on first use. */
final class OpenCvLibrary {

  static {
    OpenCV.loadLocally();
    // The loader has threads of its own; a second pool below them would only fight for the cores.
    Core.setNumThreads(1);
  }

  private OpenCvLibrary() {}

  /** Returns when the library is loaded. */
  static void ensureLoaded() {
    // Calling any method initialises the class, which loads the library under the class's lock.
  }
}
