package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.SimpleRepository;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder with a model of ours, a run's or a published one: what DJL must know to load it comes
 * from its {@code config.json} and, where there is one, its {@code serving.properties}, which goes
 * first.
 */
final class ModelFolderRepository extends SimpleRepository {

  private static final String CATEGORIES = "categories";

  private final Path folder;
  private final String block;

  private ModelFolderRepository(String name, URI uri, Path folder, String block) {
    super(name, uri, folder);
    this.folder = folder;
    this.block = block;
  }

  /**
   * Opens a folder.
   *
   * @param name name of the repository
   * @param uri address of the folder; keys after the question mark become arguments
   * @param folder the folder
   * @return the repository, or empty if the folder is not one of ours
   * @throws IOException if it is, but its files are not valid
   */
  static Optional<ModelFolderRepository> open(String name, URI uri, Path folder)
      throws IOException {
    return block(folder).map(block -> new ModelFolderRepository(name, uri, folder, block));
  }

  /** Names the class that builds the model in a folder; nothing if the folder is not ours. */
  private static Optional<String> block(Path folder) {
    String named = named(folder);
    if (named != null) {
      boolean ours = ZooKinds.ofBlock(named).isPresent() || ZooKinds.missingJar(named).isPresent();
      return ours ? Optional.of(named) : Optional.empty();
    }
    Map<String, Object> config = config(folder);
    boolean hasEncoder =
        config.get("variant") instanceof String && config.get("encoder") instanceof Map<?, ?>;
    if (!hasEncoder) {
      return Optional.empty();
    }
    Optional<String> block = ZooKinds.ofConfig(config).map(ZooKinds::block);
    return block.isEmpty() && config.containsKey(CATEGORIES)
        ? Optional.of(ZooKinds.DETECTOR_BLOCK)
        : block;
  }

  /** The class that serving.properties names; a file that is none is left to DJL. */
  private static String named(Path folder) {
    try {
      return ServingProperties.read(folder).values().get(ModelArguments.BLOCK_FACTORY);
    } catch (IOException e) {
      return null;
    }
  }

  /** Others call their configurations config.json too. */
  private static Map<String, Object> config(Path folder) {
    try {
      return ConfigFile.readMap(folder.resolve(ConfigFile.NAME));
    } catch (IOException e) {
      return Map.of();
    }
  }

  @Override
  public Metadata locate(MRL mrl) throws IOException {
    Metadata metadata = super.locate(mrl);
    ServingProperties serving = ServingProperties.read(folder);
    Artifact artifact = metadata.getArtifacts().get(0);
    Map<String, Object> arguments = artifact.getArguments();
    serving.arguments().forEach(arguments::putIfAbsent);
    arguments.putIfAbsent(ModelArguments.BLOCK_FACTORY, block);
    Optional<ZooKind> kind = ZooKinds.ofBlock(block);
    kind.map(ZooKinds::translator)
        .ifPresent(name -> arguments.putIfAbsent(ModelArguments.TRANSLATOR_FACTORY, name));
    artifact.setOptions(serving.options());
    if (kind.isPresent()) {
      artifact.setProperties(kind.get().images(folder));
    }
    metadata.setArtifacts(List.of(new CheckedArtifact(artifact)));
    return metadata;
  }
}
