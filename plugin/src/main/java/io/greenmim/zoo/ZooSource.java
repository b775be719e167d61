package io.greenmim.zoo;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of a zoo, wherever they lie; paths are relative to its root, with {@code /}. */
interface ZooSource {

  /** The file at the root that lists the metadata files, one path a line. */
  String INDEX = "greenmim-index.txt";

  /** Most bytes of an index or of metadata. */
  int MOST_TEXT = 1 << 20;

  /** Names the root; tells zoos apart. */
  URI uri();

  /** Lists the metadata files. */
  List<String> metadataPaths() throws IOException;

  /** Reads a file. */
  InputStream open(String path) throws IOException;

  /** Makes a value of a text, and refuses texts of which it cannot. */
  @FunctionalInterface
  interface TextReader<T> {
    T read(String text) throws IOException;
  }

  /** Reads a small text that may change, such as metadata. */
  default <T> T read(String path, TextReader<T> reader) throws IOException {
    return reader.read(text(path));
  }

  /** Reads a small text. */
  default String text(String path) throws IOException {
    try (InputStream in = open(path)) {
      byte[] bytes = in.readNBytes(MOST_TEXT + 1);
      if (bytes.length > MOST_TEXT) {
        throw new IOException(
            "%s%s: expected a text of at most %s bytes, got more"
                .formatted(uri(), path, MOST_TEXT));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Where copies of the files are kept: a folder for each zoo, so that they stay apart. */
  default Path cache() {
    return Utils.getCacheDir().resolve("cache/repo/greenmim").resolve(Utils.hash(uri().toString()));
  }

  /** The folder, if the files are used where they lie. */
  default Optional<Path> folder() {
    return Optional.empty();
  }

  /** Whether the files are resources of this application. */
  default boolean onClassPath() {
    return false;
  }

  /** Splits the text of an index, and refuses places of our group that are none. */
  static List<String> parseIndex(String text) throws IOException {
    List<String> paths = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    for (String path : paths) {
      ZooEntry.parse(path);
    }
    return paths;
  }

  /** Reads a location as users write it: a folder or an address. */
  static ZooSource of(String location) {
    if (location.startsWith("http://") || location.startsWith("https://")) {
      return new HttpZoo(URI.create(location.endsWith("/") ? location : location + "/"));
    }
    return new FolderZoo(
        location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location));
  }
}
