package io.greenmim.zoo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** The zoo on the class path. */
final class ClassPathZoo implements ZooSource {

  private static final String ROOT = "mlrepo/";

  private final ClassLoader loader;

  ClassPathZoo(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public URI uri() {
    return URI.create("classpath:" + ROOT);
  }

  @Override
  public List<String> metadataPaths() throws IOException {
    return ZooSource.parseIndex(readText(INDEX));
  }

  @Override
  public InputStream open(String path) throws IOException {
    InputStream in = loader.getResourceAsStream(ROOT + path);
    if (in == null) {
      throw new FileNotFoundException(
          "class path: expected a resource " + ROOT + path + ", found none");
    }
    return in;
  }
}
