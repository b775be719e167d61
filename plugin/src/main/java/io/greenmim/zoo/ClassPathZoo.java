package io.greenmim.zoo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The zoo on the class path: every module lists its own models in an index of its own, so a model
 * is offered only where the classes that build it are.
 */
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
  public boolean onClassPath() {
    return true;
  }

  @Override
  public List<String> metadataPaths() throws IOException {
    List<String> paths = new ArrayList<>();
    for (URL index : Collections.list(loader.getResources(ROOT + INDEX))) {
      try (InputStream in = index.openStream()) {
        paths.addAll(ZooSource.parseIndex(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    if (paths.isEmpty()) {
      throw new FileNotFoundException(
          "class path: expected a resource %s%s that lists models, found none; it is in"
                  .formatted(ROOT, INDEX)
              + " io.greenmim:greenmim-zoo-metadata");
    }
    return paths.stream().distinct().toList();
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
