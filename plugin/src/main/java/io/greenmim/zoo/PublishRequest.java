package io.greenmim.zoo;

import io.greenmim.backbone.Backbones;

/**
 * How a model is published.
 *
 * @param artifactId id of the artifact, or null for one made of the variant's name
 * @param version version of the artifact, up to four numbers and a qualifier
 * @param license licence of the weights
 * @param description what the model is, one line, or null for one made of its configuration
 * @param overwrite whether an artifact of that id and version is replaced
 */
public record PublishRequest(
    String artifactId,
    String version,
    ModelLicense license,
    String description,
    boolean overwrite) {

  /** The version of a first publication. */
  public static final String FIRST_VERSION = "0.1.0";

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if id or version have characters that do not fit into a path
   *     and an address, or the id is that of an architecture without weights
   */
  public PublishRequest {
    if (artifactId != null) {
      if (!artifactId.matches(ZooEntry.ARTIFACT_ID)) {
        throw new IllegalArgumentException(
            "artifact: expected letters, digits, '.', '_' and '-', got '" + artifactId + "'");
      }
      if (Backbones.names().contains(artifactId)) {
        throw new IllegalArgumentException(
            "artifact: %s is the architecture without weights, expected another id such as %s"
                .formatted(artifactId, artifactId + "_mim"));
      }
    }
    if (!version.matches(ZooAddress.VERSION)) {
      throw new IllegalArgumentException(
          "version: expected numbers such as 1.0.2 or 1.1-beta, got '" + version + "'");
    }
  }
}
