package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import ai.djl.repository.Metadata;
import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.Printable;
import io.greenmim.translate.ClassNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What lies beside a published checkpoint on this machine: the names of its classes and a model
 * card. Texts that the user put there stay.
 *
 * @param source the zoo that tells of the checkpoint
 * @param artifact the artifact that it stands for
 * @param cache its copy
 */
record CheckpointTexts(ZooSource source, Artifact artifact, CheckpointCache cache) {

  /** Writes those that are missing. */
  void write() throws IOException {
    PublishedCheckpoint.Labels labels = cache.checkpoint().labels();
    Path names = cache.folder().resolve(ClassNames.FILE);
    if (labels != null && !Files.exists(names)) {
      AtomicFiles.writeText(names, String.join("\n", names(labels)) + "\n");
    }
    Path card = cache.folder().resolve(ModelCard.NAME);
    if (!Files.exists(card)) {
      AtomicFiles.writeText(card, card());
    }
  }

  private List<String> names(PublishedCheckpoint.Labels labels) throws IOException {
    return source.read(labels.names(), text -> checked(text, labels.names()));
  }

  private List<String> checked(String text, String place) throws IOException {
    List<String> names = text.lines().map(String::strip).toList();
    int classes = cache.checkpoint().model().classes();
    if (names.size() != classes || !names.stream().allMatch(Printable::isText)) {
      throw new IOException(
          "%s%s: expected the names of %s classes, one a line, got %s lines"
              .formatted(source.uri(), place, classes, names.size()));
    }
    return names;
  }

  private String card() {
    Metadata metadata = artifact.getMetadata();
    PublishedCheckpoint checkpoint = cache.checkpoint();
    StringBuilder card = new StringBuilder();
    card.append("# %s %s\n\n".formatted(metadata.getArtifactId(), artifact.getVersion()));
    card.append(metadata.getDescription()).append("\n\n");
    Map<String, License> licenses = metadata.getLicenses();
    for (License license : licenses == null ? List.<License>of() : licenses.values()) {
      card.append("Licence: [%s](%s)\n\n".formatted(license.getName(), license.getUrl()));
    }
    if (checkpoint.training() != null) {
      card.append("Recipe: %s\n\n".formatted(checkpoint.training().recipe()));
    }
    card.append("Source: %s, file %s\n\n".formatted(page(), checkpoint.original().file()));
    if (checkpoint.model().classes() > 0) {
      card.append(
          checkpoint.labels() == null
              ? "Classes are called by their numbers in the order of the source.\n"
              : "Classes are called by WordNet ids and names (%s).\n".formatted(ClassNames.FILE));
    }
    return card.toString();
  }

  private String page() {
    return cache.checkpoint().original().page();
  }
}
