package io.greenmim.train.testing;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The reference files among the test resources. */
public final class ReferenceFiles {

  private ReferenceFiles() {}

  /** Returns the file of a name without its extension. */
  public static Path file(String name) {
    String resource = "/reference/" + name + ".safetensors";
    URL url = Objects.requireNonNull(ReferenceFiles.class.getResource(resource), resource);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
