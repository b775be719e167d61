package io.greenmim.train.cli;

import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.Layout;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.AtomicFolders;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
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
 * @param layout layout of the checkpoint, one of {@link #LAYOUTS}
 */
record ConvertedFolder(Path folder, Layout layout) {

  /** The layouts that have a file for the configuration. */
  static final List<Layout> LAYOUTS = List.of(Layout.GREENMIM, Layout.HUGGINGFACE);

  private static final Set<String> FILES = Set.of(ConfigFile.NAME, ModelFolder.WEIGHTS);

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
   * @throws IOException if a tensor cannot be read or a file cannot be written
   * @throws UserException if tensors are missing that a model folder needs
   */
  void write(ImportedModel model) throws IOException {
    if (layout == Layout.GREENMIM && !model.report().missing().isEmpty()) {
      throw new UserException(
          "%s: expected every tensor of %s for a model folder, missing %s"
              .formatted(
                  folder, model.config().variant(), LoadReport.some(model.report().missing())));
    }
    Path target = folder.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path staged = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      writeInto(staged, model);
      AtomicFolders.install(staged, target);
    } finally {
      AtomicFolders.delete(staged);
    }
  }

  private void writeInto(Path staged, ImportedModel model) throws IOException {
    if (layout == Layout.GREENMIM) {
      ModelFolder.save(staged, model.config(), model.tensors());
      return;
    }
    CheckpointExporter.write(
        staged.resolve(ModelFolder.WEIGHTS), model.tensors(), model.config(), layout);
    AtomicFiles.writeText(
        staged.resolve(ConfigFile.NAME), CheckpointExporter.huggingFaceConfig(model.config()));
  }
}
