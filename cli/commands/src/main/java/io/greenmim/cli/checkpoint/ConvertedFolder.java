package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.LoadReport;
import io.greenmim.tensors.AtomicFolders;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder with a converted checkpoint and its {@code config.json}, which appears whole or not at
 * all.
 *
 * @param folder the folder
 */
record ConvertedFolder(Path folder) {

  private static final Set<String> FILES = Set.of(ConfigFile.NAME, WeightsFile.NAME);

  /**
   * Checks that nothing is in the way.
   *
   * @param overwrite whether an older conversion may be replaced
   * @throws IOException if the folder cannot be listed
   * @throws UserException if it exists and must stay
   */
  void checkFree(boolean overwrite) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!overwrite) {
      throw new UserException(folder + ": exists already; --overwrite replaces it");
    }
    if (!Files.isDirectory(folder)) {
      throw new UserException(folder + ": expected a folder to replace, found a file");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> others =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !FILES.contains(name))
              .sorted()
              .toList();
      if (!others.isEmpty()) {
        throw new UserException(
            "%s: expected a folder of a model alone to replace, found %s in it"
                .formatted(folder, others.get(0)));
      }
    }
  }

  /**
   * Writes a model, in place of an older one.
   *
   * @param model the model
   * @param target one of its folder targets
   * @return name of the layout that was written
   * @throws IOException if a tensor cannot be read or a file cannot be written
   * @throws UserException if tensors are missing that a model folder needs
   */
  String write(ConvertibleModel model, String target) throws IOException {
    if (CheckpointKind.OURS.equals(target) && !model.report().missing().isEmpty()) {
      throw new UserException(
          "%s: expected every tensor of %s for a model folder, missing %s"
              .formatted(folder, model.variant(), LoadReport.some(model.report().missing())));
    }
    Path place = folder.toAbsolutePath();
    Files.createDirectories(place.getParent());
    Path staged = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID());
    try {
      String title = model.writeFolder(staged, target);
      AtomicFolders.install(staged, place);
      return title;
    } finally {
      AtomicFolders.delete(staged);
    }
  }
}
