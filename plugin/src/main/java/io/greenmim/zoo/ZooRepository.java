package io.greenmim.zoo;

import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.Version;
import ai.djl.util.JsonUtils;
import ai.djl.util.Progress;
import ai.djl.util.Utils;
import com.google.gson.JsonParseException;
import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.download.Sha1;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A zoo as DJL sees it. Files behind a web server are copied into DJL's cache, into a folder that
 * is named after their digests, so that a model that was published anew is fetched anew; files in a
 * folder are used in place. The digests are checked at each download, and in a folder at each load.
 * What others published elsewhere is fetched from there and converted, see {@link CheckpointCache}.
 */
final class ZooRepository extends AbstractRepository {

  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

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
    Metadata metadata = parse(source.readText(path), where);
    check(metadata, entry, where);
    // DJL takes the first that matches.
    metadata.getArtifacts().sort(Comparator.comparing(ZooRepository::version).reversed());
    metadata.init(arguments);
    metadata.setRepositoryUri(mrl.toURI());
    return metadata;
  }

  /** Reads metadata of any group. */
  static Metadata parse(String json, String where) throws IOException {
    try {
      Metadata metadata = JsonUtils.GSON.fromJson(json, Metadata.class);
      if (metadata == null || metadata.getArtifacts() == null) {
        throw new IOException(where + ": expected metadata with artifacts, got none");
      }
      return metadata;
    } catch (JsonParseException e) {
      throw new IOException(where + ": expected metadata in JSON, got " + e.getMessage(), e);
    }
  }

  private static void check(Metadata metadata, ZooEntry entry, String where) throws IOException {
    if (!GreenMimModelZoo.GROUP_ID.equals(metadata.getGroupId())
        || !entry.artifactId().equals(metadata.getArtifactId())) {
      throw new IOException(
          "%s: expected the metadata of %s/%s, got that of %s/%s"
              .formatted(
                  where,
                  GreenMimModelZoo.GROUP_ID,
                  entry.artifactId(),
                  metadata.getGroupId(),
                  metadata.getArtifactId()));
    }
    for (Artifact artifact : metadata.getArtifacts()) {
      if (artifact.getVersion() == null) {
        throw new IOException(where + ": expected a version for every artifact, got none");
      }
      for (Artifact.Item item : artifact.getFiles().values()) {
        String expected = artifact.getVersion() + "/" + item.getName();
        if (!FILE_NAME.matcher(item.getName()).matches() || !expected.equals(item.getUri())) {
          throw new IOException(
              "%s: expected each file as VERSION/NAME, got %s".formatted(where, item.getUri()));
        }
      }
    }
  }

  private static Version version(Artifact artifact) {
    return artifact.getParsedVersion();
  }

  @Override
  public Artifact resolve(MRL mrl, Map<String, String> filter) throws IOException {
    return mrl.match(filter);
  }

  @Override
  public Path getCacheDirectory() throws IOException {
    return Files.createDirectories(ZooCache.folder(source.uri()));
  }

  /** The copy of the checkpoint that an artifact stands for, if it stands for one. */
  Optional<CheckpointCache> checkpoint(Artifact artifact) throws IOException {
    String id = artifact.getMetadata().getArtifactId();
    Path folder =
        ZooCache.folder(source.uri()).resolve(place(artifact)).resolve(artifact.getVersion());
    return PublishedCheckpoint.read(artifact.getArguments(), id)
        .map(published -> CheckpointCache.of(folder, id, published));
  }

  private static Path place(Artifact artifact) {
    return Path.of(artifact.getMetadata().getRepositoryUri().getPath());
  }

  @Override
  public Path getResourceDirectory(Artifact artifact) throws IOException {
    Optional<CheckpointCache> checkpoint = checkpoint(artifact);
    if (checkpoint.isPresent()) {
      return checkpoint.get().folder();
    }
    Path relative = place(artifact);
    Optional<Path> folder = source.folder();
    if (folder.isPresent()) {
      return folder.get().resolve(relative).resolve(artifact.getVersion());
    }
    Map<String, String> digests = new TreeMap<>();
    artifact.getFiles().forEach((key, item) -> digests.put(key, item.getSha1Hash()));
    return getCacheDirectory()
        .resolve(relative)
        .resolve(artifact.getVersion())
        .resolve(Utils.hash(digests.toString()));
  }

  @Override
  protected URI resolvePath(Artifact.Item item, String path) throws IOException {
    return getResourceDirectory(item.getArtifact()).resolve(item.getName()).toUri();
  }

  @Override
  public void prepare(Artifact artifact, Progress progress) throws IOException {
    Optional<CheckpointCache> checkpoint = checkpoint(artifact);
    if (checkpoint.isPresent()) {
      checkpoint.get().prepare(progress);
      return;
    }
    if (isRemote()) {
      super.prepare(artifact, progress);
      return;
    }
    Map<String, Artifact.Item> files = artifact.getFiles();
    if (progress != null) {
      long bytes = files.values().stream().mapToLong(Artifact.Item::getSize).sum();
      progress.reset("Checking", bytes);
    }
    for (Artifact.Item item : files.values()) {
      verify(getResourceDirectory(artifact).resolve(item.getName()), item, progress);
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

  @Override
  protected void download(Path folder, URI base, Artifact.Item item, Progress progress)
      throws IOException {
    try (InputStream in = source.open(base.resolve(item.getUri()).getPath())) {
      save(in, folder, item, progress);
    }
  }

  /** Lists the versions of an artifact, newest first. */
  String versions(MRL mrl) throws IOException {
    return locate(mrl).getArtifacts().stream()
        .map(Artifact::getVersion)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
