package io.greenmim.zoo;

import io.greenmim.download.RootFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** A zoo in a folder: its files are used where they lie. */
final class FolderZoo implements ZooSource {

  private static final String MODELS = "model";

  private final Path root;
  private final RootFolder folder;

  FolderZoo(Path root) {
    folder = new RootFolder(root);
    this.root = folder.path();
  }

  /** Opens a folder that holds models of our group, and no others. */
  static Optional<FolderZoo> ofOurs(Path folder) throws IOException {
    if (!Files.isDirectory(folder.resolve(MODELS))) {
      return Optional.empty();
    }
    FolderZoo zoo = new FolderZoo(folder);
    List<String> paths = zoo.metadataPaths();
    for (String path : paths) {
      if (ZooEntry.parse(path).isEmpty()) {
        return Optional.empty();
      }
    }
    return paths.isEmpty() ? Optional.empty() : Optional.of(zoo);
  }

  @Override
  public URI uri() {
    return root.toUri();
  }

  /** Walks the folder, so that a model that was copied there by hand is found too. */
  @Override
  public List<String> metadataPaths() throws IOException {
    Path models = root.resolve(MODELS);
    if (!Files.isDirectory(models)) {
      throw new NoSuchFileException(
          "zoo %s: expected a folder with a folder 'model', found none".formatted(root));
    }
    try (Stream<Path> files = Files.walk(models)) {
      return files
          .filter(file -> file.getFileName().toString().equals(ZooEntry.METADATA))
          .map(file -> relativeName(root, file))
          .sorted()
          .toList();
    }
  }

  static String relativeName(Path root, Path file) {
    StringJoiner joiner = new StringJoiner("/");
    root.relativize(file).forEach(part -> joiner.add(part.toString()));
    return joiner.toString();
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(folder.existing(path));
  }

  @Override
  public Optional<Path> folder() {
    return Optional.of(root);
  }
}
