package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.util.Progress;
import ai.djl.util.Utils;
import io.greenmim.config.NearNames;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.WeightsFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What zoos offer, in the order in which they are searched: an artifact hides those of the same id
 * behind it.
 */
public final class ZooCatalog {

  private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private static final String PROPERTY = "greenmim.zoo";
  private static final String VARIABLE = "GREENMIM_ZOO";

  private final List<ZooRepository> zoos;

  private ZooCatalog(List<ZooRepository> zoos) {
    this.zoos = zoos;
  }

  /**
   * Opens the zoos that the system property {@code greenmim.zoo}, else the environment's {@code
   * GREENMIM_ZOO} names, then the one on the class path.
   *
   * @return what they offer
   */
  public static ZooCatalog configured() {
    return configured(Map.of());
  }

  /**
   * Returns the zoos that the system property {@code greenmim.zoo}, else the environment's {@code
   * GREENMIM_ZOO} names, separated by commas, then the one on the class path.
   */
  static ZooCatalog configured(Map<String, String> arguments) {
    List<ZooRepository> zoos = new ArrayList<>();
    String named = System.getProperty(PROPERTY, Utils.getenv(VARIABLE, ""));
    for (String location : named.split(",", -1)) {
      if (!location.isBlank()) {
        zoos.add(new ZooRepository(ZooSource.of(location.strip()), arguments));
      }
    }
    ZooSource classPath = new ClassPathZoo(ZooCatalog.class.getClassLoader());
    zoos.add(new ZooRepository(classPath, arguments));
    return new ZooCatalog(zoos);
  }

  private static ZooCatalog of(ZooSource source, Map<String, String> arguments) {
    return new ZooCatalog(List.of(new ZooRepository(source, arguments)));
  }

  /**
   * Lists the models.
   *
   * @return every model once, in the order of the zoos
   * @throws IOException if a zoo cannot be read
   */
  public List<ListedModel> list() throws IOException {
    List<ListedModel> listed = new ArrayList<>();
    for (MRL model : models()) {
      listed.add(ListedModel.of(model));
    }
    return listed;
  }

  /**
   * Finds a model.
   *
   * @param artifactId its id
   * @return the model
   * @throws IOException if a zoo cannot be read or has no such model; the message names the nearest
   */
  public ListedModel find(String artifactId) throws IOException {
    return ListedModel.of(require(artifactId));
  }

  /**
   * Finds a checkpoint that a user names.
   *
   * @param text a checkpoint file, the folder of a run or a model, the id of an artifact in the
   *     configured zoos, or a {@code greenmim://} address
   * @param progress is told how a model of a zoo is fetched; may be null
   * @return the file or folder
   * @throws IOException if there is neither such a file nor such a model
   */
  public static Path locate(String text, Progress progress) throws IOException {
    boolean address = text.contains("://");
    if (!address && Files.exists(Path.of(text))) {
      return Path.of(text);
    }
    if (!address && !text.matches(ID)) {
      throw new IOException(
          text + ": expected a checkpoint, a run or a model of the zoo, found no such file");
    }
    return fetch(text, progress);
  }

  /**
   * Fetches the files of a model, for those that want its weights without building it.
   *
   * @param model id of an artifact in the configured zoos, or a {@code greenmim://} address
   * @param progress is told how the model is fetched; may be null
   * @return the folder of its files, on this machine
   * @throws IOException if there is no such model, it cannot be fetched, or it has no weights
   * @throws IllegalArgumentException if the address is not valid
   */
  public static Path fetch(String model, Progress progress) throws IOException {
    String scheme = ZooAddress.SCHEME + "://";
    ZooRepository zoo = open(URI.create(model.startsWith(scheme) ? model : scheme + model));
    Artifact artifact = zoo.getResources().get(0).getDefaultArtifact();
    zoo.prepare(artifact, progress);
    Path folder = zoo.getResourceDirectory(artifact);
    if (!Files.isRegularFile(folder.resolve(WeightsFile.NAME))) {
      throw new FileNotFoundException(
          "%s: expected a model with weights, got an architecture alone".formatted(model));
    }
    return folder;
  }

  /**
   * Finds what a {@code greenmim://} address names.
   *
   * @return a repository of that one artifact
   * @throws FileNotFoundException if there is no such artifact or version
   */
  static ZooRepository open(URI uri) throws IOException {
    ZooAddress address = ZooAddress.parse(uri);
    ZooCatalog catalog =
        address
            .zoo()
            .map(zoo -> ZooCatalog.of(ZooSource.of(zoo), address.arguments()))
            .orElseGet(() -> configured(address.arguments()));
    return catalog.select(address);
  }

  /** Lists the artifacts, each id once. */
  Collection<MRL> models() throws IOException {
    Map<String, MRL> models = new LinkedHashMap<>();
    for (ZooRepository zoo : zoos) {
      zoo.models().forEach(model -> models.putIfAbsent(model.getArtifactId(), model));
    }
    return models.values();
  }

  /**
   * Finds an artifact.
   *
   * @throws FileNotFoundException if there is none; the message names the near ones
   */
  MRL require(String artifactId) throws IOException {
    List<String> others = new ArrayList<>();
    for (MRL model : models()) {
      if (model.getArtifactId().equals(artifactId)) {
        return model;
      }
      others.add(model.getArtifactId());
    }
    throw new FileNotFoundException(
        "unknown model '%s' in %s; %s"
                .formatted(
                    artifactId,
                    String.join(
                        ", ", zoos.stream().map(zoo -> zoo.getBaseUri().toString()).toList()),
                    others.isEmpty()
                        ? "it holds no model"
                        : "the nearest are " + String.join(", ", NearNames.of(artifactId, others)))
            + absent(artifactId));
  }

  /** Detectors are offered where the classes that build them are. */
  private static String absent(String artifactId) {
    List<String> jars = ZooKinds.missingJars();
    return artifactId.startsWith("mask_rcnn") && !jars.isEmpty()
        ? "; detectors need " + String.join(", ", jars) + " on the class path"
        : "";
  }

  private ZooRepository select(ZooAddress address) throws IOException {
    MRL model = require(address.artifactId());
    ZooRepository zoo = (ZooRepository) model.getRepository();
    String version = address.version();
    if (version == null && address.arguments().containsKey(ModelArguments.SEED)) {
      version = zoo.drawnVersion(model).orElse(null);
    }
    MRL chosen =
        zoo.model(model.getApplication(), model.getGroupId(), model.getArtifactId(), version);
    if (chosen.listArtifacts().isEmpty()) {
      throw new FileNotFoundException(
          "%s: expected a version of %s among %s, got %s"
              .formatted(
                  zoo.getBaseUri(), model.getArtifactId(), zoo.versions(model), address.version()));
    }
    return zoo.only(chosen);
  }
}
