package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import ai.djl.repository.MRL;
import io.greenmim.backbone.Backbones;
import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model that a zoo offers, in its newest version.
 *
 * @param artifact the artifact with its metadata
 * @param checkpoint the copy of the published checkpoint that it stands for, or empty
 * @param parameters number of parameters, or empty where only the absent files tell
 * @param weights whether the weights are on this machine
 * @param folder folder in which they are, or will be
 * @param bytes size of the weights on this machine, the class path included; 0 where there are none
 */
public record ListedModel(
    Artifact artifact,
    Optional<CheckpointCache> checkpoint,
    OptionalLong parameters,
    Weights weights,
    Path folder,
    long bytes) {

  /** Whether weights are on this machine. */
  public enum Weights {
    /** They are drawn from a seed; there is no file. */
    RANDOM,
    /** They are on the class path, and copied to the folder when the model is loaded. */
    INCLUDED,
    /** They are in the folder. */
    HERE,
    /** They are fetched when the model is loaded. */
    TO_FETCH,
    /** A person must put them into the folder first. */
    BY_HAND
  }

  /** Looks at a model of one of our repositories. */
  static ListedModel of(MRL model) throws IOException {
    ZooRepository zoo = (ZooRepository) model.getRepository();
    List<Artifact> versions = zoo.locate(model).getArtifacts();
    if (versions.isEmpty()) {
      throw new FileNotFoundException(
          "%s: expected a version of %s, found none"
              .formatted(zoo.getBaseUri(), model.getArtifactId()));
    }
    Artifact artifact = versions.get(0);
    Optional<CheckpointCache> checkpoint = zoo.checkpoint(artifact);
    return checkpoint.isPresent() ? converted(artifact, checkpoint.get()) : stored(artifact, zoo);
  }

  private static ListedModel converted(Artifact artifact, CheckpointCache cache)
      throws IOException {
    PublishedCheckpoint.Original original = cache.checkpoint().original();
    Optional<Long> bytes = cache.convertedBytes();
    boolean byHand =
        original.access() == PublishedCheckpoint.Access.MANUAL
            && !Files.exists(cache.folder().resolve(original.file()));
    Weights absent = byHand ? Weights.BY_HAND : Weights.TO_FETCH;
    return new ListedModel(
        artifact,
        Optional.of(cache),
        OptionalLong.of(cache.checkpoint().model().parameters()),
        bytes.isPresent() ? Weights.HERE : absent,
        cache.folder(),
        bytes.orElse(0L));
  }

  private static ListedModel stored(Artifact artifact, ZooRepository zoo) throws IOException {
    Path folder = zoo.getResourceDirectory(artifact);
    Weights absent = zoo.onClassPath() ? Weights.INCLUDED : Weights.TO_FETCH;
    Weights present = Files.isDirectory(folder) ? Weights.HERE : absent;
    Weights weights = artifact.getFiles().isEmpty() ? Weights.RANDOM : present;
    long bytes = artifact.getFiles().values().stream().mapToLong(Artifact.Item::getSize).sum();
    return new ListedModel(
        artifact,
        Optional.empty(),
        weights == Weights.INCLUDED
            ? included(artifact, zoo)
            : parameters(artifact, weights, folder),
        weights,
        folder,
        weights == Weights.HERE || weights == Weights.INCLUDED ? bytes : 0);
  }

  /** Counted by the configuration, for the weights are in a jar. */
  private static OptionalLong included(Artifact artifact, ZooRepository zoo) throws IOException {
    String where = artifact + ": " + ConfigFile.NAME;
    try {
      Map<String, Object> config = JsonText.object(zoo.text(artifact, ConfigFile.NAME));
      return ZooKinds.ENCODERS.describes(config)
          ? OptionalLong.of(Backbones.parameters(Backbones.read(ModelConfig.class, config, where)))
          : OptionalLong.empty();
    } catch (JsonText.Malformed | IllegalArgumentException e) {
      throw new IOException(where + ": " + Printable.of(e.getMessage()), e);
    }
  }

  private static OptionalLong parameters(Artifact artifact, Weights weights, Path folder)
      throws IOException {
    Object variant = artifact.getArguments().get(ModelArguments.VARIANT);
    if (weights == Weights.RANDOM && variant != null) {
      return ZooKinds.installed().stream()
          .map(kind -> kind.parameters(variant.toString()))
          .filter(OptionalLong::isPresent)
          .findFirst()
          .orElse(OptionalLong.empty());
    }
    if (!Files.exists(folder.resolve(WeightsFile.NAME))) {
      return OptionalLong.empty();
    }
    // Counted where they lie, whatever kind of model it is.
    return OptionalLong.of(
        WeightsFile.open(folder).tensors().values().stream()
            .mapToLong(StoredTensor::elements)
            .sum());
  }

  /** {@return id of the artifact} */
  public String id() {
    return artifact.getMetadata().getArtifactId();
  }

  /** {@return licences by the keys of the metadata; empty where none is stated} */
  public Map<String, License> licenses() {
    Map<String, License> licenses = artifact.getMetadata().getLicenses();
    return licenses == null ? Map.of() : licenses;
  }
}
