package io.greenmim.zoo;

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

  /** Names the root; tells zoos apart. */
  URI uri();

  /** Lists the metadata files. */
  List<String> metadataPaths() throws IOException;

  /** Reads a file. */
  InputStream open(String path) throws IOException;

  /** Reads a small text that may change, such as metadata. */
  default String readText(String path) throws IOException {
    try (InputStream in = open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The folder, if the files are used where they lie. */
  default Optional<Path> folder() {
    return Optional.empty();
  }

  /** Splits the text of an index. */
  static List<String> parseIndex(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
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
