package io.greenmim.zoo;

import ai.djl.Application;
import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import ai.djl.repository.Metadata;
import ai.djl.repository.Version;
import io.greenmim.download.Sha1;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The metadata of an artifact, to which a version is added. */
final class MetadataEdit {

  private static final int HASH_DIGITS = 8;

  private final Metadata metadata;
  private final PublishRequest request;

  private MetadataEdit(Metadata metadata, PublishRequest request) {
    this.metadata = metadata;
    this.request = request;
  }

  /**
   * Reads the metadata, if there are any.
   *
   * @throws FileAlreadyExistsException if the version is there and not to be replaced
   */
  static MetadataEdit read(Path file, PublishRequest request, Application application)
      throws IOException {
    if (!Files.exists(file)) {
      return new MetadataEdit(create(request, application), request);
    }
    Metadata metadata = CheckedMetadata.read(Files.readString(file), file.toString());
    boolean isThere =
        metadata.getArtifacts().stream().anyMatch(a -> request.version().equals(a.getVersion()));
    if (isThere && !request.overwrite()) {
      throw new FileAlreadyExistsException(
          "%s %s is in the zoo already; publish another version, or overwrite this one"
              .formatted(request.artifactId(), request.version()));
    }
    if (metadata.getLicenses() == null) {
      metadata.setLicense(new LinkedHashMap<>());
    }
    return new MetadataEdit(metadata, request);
  }

  private static Metadata create(PublishRequest request, Application application) {
    Metadata metadata = new Metadata();
    metadata.setMetadataVersion("0.2");
    metadata.setResourceType("model");
    metadata.setApplication(application);
    metadata.setGroupId(GreenMimModelZoo.GROUP_ID);
    metadata.setArtifactId(request.artifactId());
    metadata.setName(request.artifactId());
    metadata.setLicense(new LinkedHashMap<>());
    metadata.setArtifacts(new ArrayList<>());
    return metadata;
  }

  Metadata metadata() {
    return metadata;
  }

  /** Adds the version whose files lie in a folder; replaces one of the same number. */
  void add(Path folder, ZooKind kind, Map<String, String> properties, String description)
      throws IOException {
    License license = new License();
    license.setName(request.license().name());
    license.setUrl(request.license().url());
    // Versions may have different licences; the card beside each tells its own.
    metadata.getLicenses().put(request.license().name(), license);
    metadata.setDescription(description);
    Artifact artifact = new Artifact();
    artifact.setVersion(request.version());
    artifact.setProperties(properties);
    artifact.getArguments().put(ModelArguments.BLOCK_FACTORY, ZooKinds.block(kind));
    artifact.getArguments().put(ModelArguments.TRANSLATOR_FACTORY, ZooKinds.translator(kind));
    artifact.setOptions(Map.of(CheckedArtifact.HAS_PARAMETER, "false"));
    artifact.setFiles(files(folder));
    // DJL's cache knows a copy by this name: other weights need another one.
    artifact.setName(request.artifactId() + "-" + contentHash(artifact));
    List<Artifact> artifacts = metadata.getArtifacts();
    artifacts.removeIf(old -> request.version().equals(old.getVersion()));
    artifacts.add(artifact);
    // DJL takes the first that fits a search.
    artifacts.sort(
        Comparator.comparing((Artifact one) -> new Version(one.getVersion())).reversed());
  }

  private Map<String, Artifact.Item> files(Path folder) throws IOException {
    Map<String, Artifact.Item> items = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        Artifact.Item item = new Artifact.Item();
        item.setUri(request.version() + "/" + name);
        item.setName(name);
        item.setType("file");
        item.setSha1Hash(Sha1.of(file, bytes -> {}));
        item.setSize(Files.size(file));
        items.put(name, item);
      }
    }
    return items;
  }

  private static String contentHash(Artifact artifact) {
    MessageDigest digest = Sha1.digest();
    for (String name : List.of(ConfigFile.NAME, WeightsFile.NAME, WeightsFile.DECODER)) {
      Artifact.Item file = artifact.getFiles().get(name);
      if (file != null) {
        digest.update(file.getSha1Hash().getBytes(StandardCharsets.US_ASCII));
      }
    }
    return Sha1.hex(digest).substring(0, HASH_DIGITS);
  }
}
