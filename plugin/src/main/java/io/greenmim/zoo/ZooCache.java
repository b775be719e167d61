package io.greenmim.zoo;

import ai.djl.util.Utils;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where copies of a zoo's files are kept: below DJL's cache, a folder for each zoo, so that models
 * of the same name in two zoos stay apart.
 */
final class ZooCache {

  private ZooCache() {}

  static Path folder(URI zoo) {
    return Utils.getCacheDir().resolve("cache/repo/greenmim").resolve(Utils.hash(zoo.toString()));
  }
}
