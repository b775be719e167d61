package io.greenmim.zoo;

import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.util.Utils;
import io.greenmim.config.NearNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Zoos in the order in which they are searched: an artifact hides those of the same id behind it.
 */
final class ZooCatalog {

  private static final String PROPERTY = "greenmim.zoo";
  private static final String VARIABLE = "GREENMIM_ZOO";

  private final List<ZooRepository> zoos;

  private ZooCatalog(List<ZooRepository> zoos) {
    this.zoos = zoos;
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

  /** Returns one zoo alone. */
  static ZooCatalog of(ZooSource source, Map<String, String> arguments) {
    return new ZooCatalog(List.of(new ZooRepository(source, arguments)));
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
    List<String> jars = ModelFactories.missingJars();
    return artifactId.startsWith("mask_rcnn") && !jars.isEmpty()
        ? "; detectors need " + String.join(", ", jars) + " on the class path"
        : "";
  }

  /**
   * Finds what an address names.
   *
   * @return a repository of that one artifact
   * @throws FileNotFoundException if there is no such artifact or version
   */
  Repository select(ZooAddress address) throws IOException {
    MRL model = require(address.artifactId());
    ZooRepository zoo = (ZooRepository) model.getRepository();
    MRL chosen =
        zoo.model(
            model.getApplication(), model.getGroupId(), model.getArtifactId(), address.version());
    if (chosen.listArtifacts().isEmpty()) {
      throw new FileNotFoundException(
          "%s: expected a version of %s among %s, got %s"
              .formatted(
                  zoo.getBaseUri(), model.getArtifactId(), zoo.versions(model), address.version()));
    }
    return zoo.only(chosen);
  }
}
