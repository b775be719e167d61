package io.greenmim.detect.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference files that are not part of the project. */
public final class Shared {

  private Shared() {}

  /** Returns a file of the folder that the environment names, or skips the test. */
  public static Path file(String name) {
    String folder = System.getProperty("GREENMIM_SHARED", System.getenv("GREENMIM_SHARED"));
    assumeTrue(folder != null, "GREENMIM_SHARED names no folder with reference files");
    Path file = Path.of(folder, name);
    assumeTrue(Files.exists(file), "no reference file " + file);
    return file;
  }
}
