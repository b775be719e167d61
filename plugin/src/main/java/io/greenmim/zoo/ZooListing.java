package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.config.ParameterCount;
import io.greenmim.config.Variants;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.WeightsFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;

/** What the configured zoos offer, for people to read. */
public final class ZooListing {

  private final ZooCatalog catalog;

  private ZooListing(ZooCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Lists the zoos that {@code greenmim.zoo} or {@code GREENMIM_ZOO} names, then the one on the
   * class path.
   *
   * @return their listing
   */
  public static ZooListing configured() {
    return new ZooListing(ZooCatalog.configured(Map.of()));
  }

  /**
   * Lists the models.
   *
   * @return every model once, in the order of the zoos
   * @throws IOException if a zoo cannot be read
   */
  public List<ListedModel> models() throws IOException {
    List<ListedModel> models = new ArrayList<>();
    for (MRL model : catalog.models()) {
      models.add(listed(model));
    }
    return models;
  }

  /**
   * Finds a model.
   *
   * @param artifactId its id
   * @return the model
   * @throws IOException if a zoo cannot be read or has no such model; the message names the nearest
   */
  public ListedModel model(String artifactId) throws IOException {
    return listed(catalog.require(artifactId));
  }

  private static ListedModel listed(MRL model) throws IOException {
    ZooRepository zoo = (ZooRepository) model.getRepository();
    List<Artifact> versions = zoo.locate(model).getArtifacts();
    if (versions.isEmpty()) {
      throw new FileNotFoundException(
          "%s: expected a version of %s, found none"
              .formatted(zoo.getBaseUri(), model.getArtifactId()));
    }
    Artifact artifact = versions.get(0);
    Optional<CheckpointCache> checkpoint = zoo.checkpoint(artifact);
    LocalWeights weights =
        checkpoint.isPresent() ? weights(checkpoint.get()) : weights(zoo, artifact);
    return new ListedModel(
        artifact, checkpoint, parameters(artifact, checkpoint, weights), weights);
  }

  private static LocalWeights weights(CheckpointCache cache) throws IOException {
    Optional<Long> bytes = cache.convertedBytes();
    boolean byHand =
        cache.checkpoint().original().access() == PublishedCheckpoint.Access.MANUAL
            && !Files.exists(cache.folder().resolve(cache.checkpoint().original().file()));
    LocalWeights.State absent = byHand ? LocalWeights.State.BY_HAND : LocalWeights.State.TO_FETCH;
    return new LocalWeights(
        bytes.isPresent() ? LocalWeights.State.HERE : absent, cache.folder(), bytes.orElse(0L));
  }

  private static LocalWeights weights(ZooRepository zoo, Artifact artifact) throws IOException {
    Path folder = zoo.getResourceDirectory(artifact);
    if (artifact.getFiles().isEmpty()) {
      return new LocalWeights(LocalWeights.State.RANDOM, folder, 0);
    }
    if (!Files.isDirectory(folder)) {
      return new LocalWeights(LocalWeights.State.TO_FETCH, folder, 0);
    }
    long bytes = artifact.getFiles().values().stream().mapToLong(Artifact.Item::getSize).sum();
    return new LocalWeights(LocalWeights.State.HERE, folder, bytes);
  }

  private static OptionalLong parameters(
      Artifact artifact, Optional<CheckpointCache> checkpoint, LocalWeights weights)
      throws IOException {
    if (checkpoint.isPresent()) {
      return OptionalLong.of(checkpoint.get().checkpoint().model().parameters());
    }
    Object variant = artifact.getArguments().get(GreenMimBlockFactory.VARIANT);
    if (weights.state() == LocalWeights.State.RANDOM && variant != null) {
      return drawn(variant.toString());
    }
    if (!Files.exists(weights.folder().resolve(WeightsFile.NAME))) {
      return OptionalLong.empty();
    }
    // Counted where they lie: a module that adds kinds of models knows their configurations alone.
    return OptionalLong.of(
        WeightsFile.open(weights.folder()).tensors().values().stream()
            .mapToLong(StoredTensor::elements)
            .sum());
  }

  private static OptionalLong drawn(String variant) {
    for (PublishableKind kind : ServiceLoader.load(PublishableKind.class)) {
      OptionalLong parameters = kind.parameters(variant);
      if (parameters.isPresent()) {
        return parameters;
      }
    }
    return OptionalLong.of(ParameterCount.ofEncoder(Variants.swin(variant)));
  }
}
