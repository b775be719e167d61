package io.greenmim.zoo;

/**
 * How a model is published.
 *
 * @param artifactId id of the artifact, or null for one made of the variant's name
 * @param version version of the artifact, up to four numbers and a qualifier
 * @param license licence of the weights
 * @param description what the model is, one line, or null for one made of its configuration
 * @param overwrite whether an artifact of that id and version is replaced
 * @param half whether the weights are stored in half precision, a decoder's in a file of their own;
 *     else as they are
 * @param notes Markdown that the model card ends with; empty for none
 */
public record PublishRequest(
    String artifactId,
    String version,
    ModelLicense license,
    String description,
    boolean overwrite,
    boolean half,
    String notes) {

  /** The version of a first publication. */
  public static final String FIRST_VERSION = "0.1.0";

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if id or version have characters that do not fit into a path
   *     and an address
   */
  public PublishRequest {
    if (artifactId != null && !artifactId.matches(ZooEntry.ARTIFACT_ID)) {
      throw new IllegalArgumentException(
          "artifact: expected letters, digits, '.', '_' and '-', got '" + artifactId + "'");
    }
    if (!version.matches(ZooAddress.VERSION)) {
      throw new IllegalArgumentException(
          "version: expected numbers such as 1.0.2 or 1.1-beta, got '" + version + "'");
    }
  }

  /**
   * Publishes the weights as they are, without notes.
   *
   * @param artifactId id of the artifact, or null for one made of the variant's name
   * @param version version of the artifact, up to four numbers and a qualifier
   * @param license licence of the weights
   * @param description what the model is, one line, or null for one made of its configuration
   * @param overwrite whether an artifact of that id and version is replaced
   * @throws IllegalArgumentException if id or version have characters that do not fit into a path
   *     and an address
   */
  public PublishRequest(
      String artifactId,
      String version,
      ModelLicense license,
      String description,
      boolean overwrite) {
    this(artifactId, version, license, description, overwrite, false, "");
  }

  /** The same request for another id. */
  PublishRequest withId(String id) {
    return new PublishRequest(id, version, license, description, overwrite, half, notes);
  }
}
