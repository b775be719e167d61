package io.greenmim.train.data;

import io.greenmim.host.LibraryFolder;
import io.greenmim.train.config.UserException;
import nu.pattern.OpenCV;

/** Loads OpenCV's native library once, on first use. */
final class OpenCvLibrary {

  private static boolean loaded;

  private OpenCvLibrary() {}

  /** Returns when the library is loaded. */
  static synchronized void ensureLoaded() {
    if (!loaded) {
      try {
        OpenCV.loadLocally();
      } catch (LinkageError | RuntimeException e) {
        // It is unpacked into the temporary folder, and does not say so.
        throw new UserException(
            LibraryFolder.temporary()
                .fault()
                .orElse("OpenCV's native library cannot be loaded (" + e + ")"),
            e);
      }
      loaded = true;
    }
  }
}
