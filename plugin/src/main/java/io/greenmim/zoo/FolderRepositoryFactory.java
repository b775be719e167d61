package io.greenmim.zoo;

import ai.djl.repository.LocalRepository;
import ai.djl.repository.Metadata;
import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import ai.djl.repository.SimpleRepository;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes folders with models of ours load by {@code Criteria.optModelPath} and nothing else: DJL
 * looks for translators before it reads a folder's {@code serving.properties}, so by itself it
 * would know none. A folder that is a zoo of ours alone is read as the zoo that it is, in place and
 * checked. Any other path means what it means to DJL, which lets a factory of an application take
 * over the scheme {@code file}.
 */
public final class FolderRepositoryFactory implements RepositoryFactory {

  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("win");

  /** Makes the factory; DJL does it by reflection. */
  public FolderRepositoryFactory() {}

  /**
   * Opens a path.
   *
   * @param name name of the repository
   * @param uri address of a folder or file, with or without a scheme
   * @return a repository of what is there
   * @throws UncheckedIOException if a folder is one of ours, but its files are not valid
   */
  @Override
  public Repository newInstance(String name, URI uri) {
    Path path = path(uri);
    if (!Files.isDirectory(path)) {
      return new SimpleRepository(name, uri, path) {};
    }
    try {
      Optional<ModelFolderRepository> model = ModelFolderRepository.open(name, uri, path);
      if (model.isPresent()) {
        return model.get();
      }
      Optional<FolderZoo> zoo = FolderZoo.ofOurs(path);
      if (zoo.isPresent()) {
        return new ZooRepository(zoo.get(), ZooAddress.query(uri.getRawQuery()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return holdsMetadata(path)
        ? new LocalRepository(name, path.toUri(), path) {}
        : new SimpleRepository(name, uri, path) {};
  }

  @Override
  public Set<String> getSupportedScheme() {
    return Set.of("file");
  }

  private static Path path(URI uri) {
    String path = uri.getPath() == null ? uri.getSchemeSpecificPart() : uri.getPath();
    return Path.of(WINDOWS && path.startsWith("/") ? path.substring(1) : path);
  }

  /** What DJL calls a repository in a folder: metadata with artifacts somewhere below it. */
  private static boolean holdsMetadata(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(
          file ->
              file.endsWith(ZooEntry.METADATA)
                  && !folder.equals(file.getParent())
                  && Files.isRegularFile(file)
                  && isMetadata(file));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean isMetadata(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      Metadata metadata = JsonUtils.GSON.fromJson(reader, Metadata.class);
      return metadata != null
          && metadata.getMetadataVersion() != null
          && metadata.getArtifacts() != null;
    } catch (IOException | JsonParseException e) {
      return false;
    }
  }
}
