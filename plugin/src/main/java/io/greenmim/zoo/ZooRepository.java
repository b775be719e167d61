package io.greenmim.zoo;

import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.util.Progress;
import ai.djl.util.Utils;
import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.download.RootFolder;
import io.greenmim.download.Sha1;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A zoo as DJL sees it. Files behind a web server are copied into DJL's cache, into a folder that
 * is named after their digests, so that a model that was published anew is fetched anew; files in a
 * folder are used in place. The digests are checked at each download, and in a folder at each load.
 * What others published elsewhere is fetched from there and converted, see {@link CheckpointCache}.
 */
final class ZooRepository extends AbstractRepository {

  private final ZooSource source;
  private final List<MRL> selected;

  /**
   * Opens a zoo.
   *
   * @param arguments arguments that every artifact is given
   */
  ZooRepository(ZooSource source, Map<String, String> arguments) {
    this(source, arguments, List.of());
  }

  private ZooRepository(ZooSource source, Map<String, String> arguments, List<MRL> selected) {
    super("greenmim", source.uri());
    this.source = source;
    this.arguments = Map.copyOf(arguments);
    this.selected = selected;
  }

  /** Returns this zoo as if it held one artifact alone. */
  ZooRepository only(MRL model) {
    return new ZooRepository(source, arguments, List.of(model));
  }

  @Override
  public boolean isRemote() {
    return source.folder().isEmpty();
  }

  /** Lists the artifacts of our group. */
  List<MRL> models() throws IOException {
    List<MRL> models = new ArrayList<>();
    for (String path : source.metadataPaths()) {
      ZooEntry.parse(path).ifPresent(entry -> models.add(model(entry)));
    }
    return models;
  }

  private MRL model(ZooEntry entry) {
    return model(entry.application(), GreenMimModelZoo.GROUP_ID, entry.artifactId());
  }

  @Override
  public List<MRL> getResources() {
    try {
      return selected.isEmpty() ? models() : selected;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Metadata locate(MRL mrl) throws IOException {
    ZooEntry entry = new ZooEntry(mrl.getApplication(), mrl.getArtifactId());
    String path = entry.folder() + ZooEntry.METADATA;
    String where = source.uri().resolve(path).toString();
    Metadata metadata = source.read(path, text -> CheckedMetadata.read(text, entry, where));
    metadata.init(arguments);
    metadata.setRepositoryUri(mrl.toURI());
    return metadata;
  }

  @Override
  public Artifact resolve(MRL mrl, Map<String, String> filter) throws IOException {
    return mrl.match(filter);
  }

  @Override
  public Path getCacheDirectory() throws IOException {
    return Files.createDirectories(cache().path());
  }

  private RootFolder cache() {
    return new RootFolder(source.cache());
  }

  /** The copy of the checkpoint that an artifact stands for, if it stands for one. */
  Optional<CheckpointCache> checkpoint(Artifact artifact) throws IOException {
    String id = artifact.getMetadata().getArtifactId();
    Path folder = cache().resolve(place(artifact) + artifact.getVersion());
    return PublishedCheckpoint.read(artifact.getArguments(), id)
        .map(published -> CheckpointCache.of(folder, id, published));
  }

  /** Folder of an artifact in the zoo, ending in a slash. */
  private static String place(Artifact artifact) {
    return artifact.getMetadata().getRepositoryUri().getPath();
  }

  @Override
  public Path getResourceDirectory(Artifact artifact) throws IOException {
    Optional<CheckpointCache> checkpoint = checkpoint(artifact);
    if (checkpoint.isPresent()) {
      return checkpoint.get().folder();
    }
    String version = place(artifact) + artifact.getVersion();
    Optional<Path> folder = source.folder();
    if (folder.isPresent()) {
      return new RootFolder(folder.get()).existing(version);
    }
    Map<String, String> digests = new TreeMap<>();
    artifact.getFiles().forEach((key, item) -> digests.put(key, item.getSha1Hash()));
    return cache().resolve(version + "/" + Utils.hash(digests.toString()));
  }

  @Override
  protected URI resolvePath(Artifact.Item item, String path) throws IOException {
    return file(item.getArtifact(), item).toUri();
  }

  @Override
  public void prepare(Artifact artifact, Progress progress) throws IOException {
    Optional<CheckpointCache> checkpoint = checkpoint(artifact);
    if (checkpoint.isPresent()) {
      checkpoint.get().prepare(progress);
      new CheckpointTexts(source, artifact, checkpoint.get()).write();
      return;
    }
    Map<String, Artifact.Item> files = artifact.getFiles();
    if (isRemote()) {
      new ZooDownload(source, cache(), progress)
          .fetch(files.values(), place(artifact), getResourceDirectory(artifact));
      return;
    }
    if (progress != null) {
      long bytes = files.values().stream().mapToLong(Artifact.Item::getSize).sum();
      progress.reset("Checking", bytes);
    }
    Path folder = getResourceDirectory(artifact);
    checkLinks(folder);
    for (Artifact.Item item : files.values()) {
      verify(file(artifact, item), item, progress);
    }
    CheckedMetadata.checkServing(
        ServingProperties.read(folder), folder.resolve(ServingProperties.NAME).toString());
  }

  private Path file(Artifact artifact, Artifact.Item item) throws IOException {
    return new RootFolder(getResourceDirectory(artifact)).resolve(item.getName());
  }

  /** Files that the metadata do not name are read too, if the model has use for them. */
  private void checkLinks(Path version) throws IOException {
    RootFolder zoo = new RootFolder(source.folder().orElseThrow());
    if (Files.isDirectory(version)) {
      try (Stream<Path> files = Files.list(version)) {
        for (Path file : files.toList()) {
          zoo.existing(FolderZoo.relativeName(zoo.path(), file));
        }
      }
    }
  }

  private static void verify(Path file, Artifact.Item item, Progress progress) throws IOException {
    String actual = Sha1.of(file, bytes -> count(progress, bytes));
    if (!actual.equalsIgnoreCase(item.getSha1Hash())) {
      throw new IOException(
          "%s: expected a file with SHA-1 %s, got %s; it is damaged or was replaced"
              .formatted(file, item.getSha1Hash(), actual));
    }
  }

  private static void count(Progress progress, long bytes) {
    if (progress != null) {
      progress.increment(bytes);
    }
  }

  /** Finds the newest version of an artifact whose weights are drawn from a seed. */
  Optional<String> drawnVersion(MRL mrl) throws IOException {
    return locate(mrl).getArtifacts().stream()
        .filter(artifact -> artifact.getArguments().containsKey(ModelArguments.VARIANT))
        .map(Artifact::getVersion)
        .findFirst();
  }

  /** Whether the files are resources of this application. */
  boolean onClassPath() {
    return source.onClassPath();
  }

  /** Reads a text among the files of an artifact, without fetching the others. */
  String text(Artifact artifact, String name) throws IOException {
    return source.text(place(artifact) + artifact.getVersion() + "/" + name);
  }

  /** Lists the versions of an artifact, newest first. */
  String versions(MRL mrl) throws IOException {
    return locate(mrl).getArtifacts().stream()
        .map(Artifact::getVersion)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
