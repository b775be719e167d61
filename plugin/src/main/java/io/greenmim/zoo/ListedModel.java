package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import io.greenmim.catalogue.CheckpointCache;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model that a zoo offers, in its newest version.
 *
 * @param artifact the artifact with its metadata
 * @param checkpoint the copy of the published checkpoint that it stands for, or empty
 * @param parameters number of parameters, or empty where only the absent files tell
 * @param weights where the weights are
 */
public record ListedModel(
    Artifact artifact,
    Optional<CheckpointCache> checkpoint,
    OptionalLong parameters,
    LocalWeights weights) {

  /**
   * Returns the id.
   *
   * @return id of the artifact
   */
  public String id() {
    return artifact.getMetadata().getArtifactId();
  }

  /**
   * Returns the licences.
   *
   * @return licences by the keys of the metadata; empty where none is stated
   */
  public Map<String, License> licenses() {
    Map<String, License> licenses = artifact.getMetadata().getLicenses();
    return licenses == null ? Map.of() : licenses;
  }
}
