package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.util.Progress;
import io.greenmim.weights.WeightsFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a zoo's model, for those that want its weights without building it. */
public final class ZooFolder {

  private ZooFolder() {}

  /**
   * Fetches a model.
   *
   * @param model id of an artifact in the configured zoos, or a {@code greenmim://} address
   * @param progress is told how the model is fetched; may be null
   * @return the folder of its files, on this machine
   * @throws IOException if there is no such model, it cannot be fetched, or it has no weights
   * @throws IllegalArgumentException if the address is not valid
   */
  public static Path fetch(String model, Progress progress) throws IOException {
    String scheme = ZooAddress.SCHEME + "://";
    URI address = URI.create(model.startsWith(scheme) ? model : scheme + model);
    try {
      ZooRepository zoo =
          (ZooRepository) new GreenMimRepositoryFactory().newInstance(ZooAddress.SCHEME, address);
      MRL chosen = zoo.getResources().get(0);
      Artifact artifact = chosen.getDefaultArtifact();
      zoo.prepare(artifact, progress);
      Path folder = zoo.getResourceDirectory(artifact);
      if (!Files.isRegularFile(folder.resolve(WeightsFile.NAME))) {
        throw new FileNotFoundException(
            "%s: expected a model with weights, got an architecture alone".formatted(model));
      }
      return folder;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
