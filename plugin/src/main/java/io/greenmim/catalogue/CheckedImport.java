package io.greenmim.catalogue;

import io.greenmim.checkpoint.CheckpointArchitecture;
import io.greenmim.checkpoint.CheckpointFile;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a published checkpoint as the model that it should be, or says what it is instead. */
final class CheckedImport {

  /** Names the way of conversion: another name has models made anew. */
  static final String VERSION = "1";

  private CheckedImport() {}

  /**
   * Reads a checkpoint; its tensors are converted when they are read.
   *
   * @param file the checkpoint
   * @param artifactId what it should be
   * @param checkpoint what it should hold
   * @return the model
   * @throws IOException if the file cannot be read or holds something else
   */
  static ImportedModel read(Path file, String artifactId, PublishedCheckpoint checkpoint)
      throws IOException {
    TensorFile tensors = CheckpointFile.open(file);
    MergeOrder order = checkpoint.conversion().mergeOrder();
    Optional<MergeOrder> told = checkpoint.layouts().toldOrder(tensors);
    if (told.isPresent() && told.get() != order) {
      throw new IOException(
          "%s: expected the checkpoint of %s, whose patch merging is %s, got one whose arguments say %s"
              .formatted(file, artifactId, order, told.get()));
    }
    DetectedLayout detected = DetectedLayout.detect(tensors);
    // First as what its shapes tell: the difference of two models is told better than that of the
    // first two shapes that do not fit.
    String expected = describe(checkpoint.layouts(), checkpoint.layoutTitle(), checkpoint.config());
    String got =
        describe(
            detected.family(),
            detected.layout().title(),
            CheckpointArchitecture.of(detected, null));
    if (!expected.equals(got)) {
      throw new IOException(
          "%s: expected the checkpoint of %s (%s), got %s"
              .formatted(file, artifactId, expected, got));
    }
    ImportOptions options = ImportOptions.defaults().withMergeOrder(order).withStrict(true);
    return CheckpointImporter.read(detected, Optional.of(checkpoint.config()), options);
  }

  /** What the shapes of a checkpoint tell for certain; the image size is not among it. */
  private static String describe(FamilyLayouts family, String title, ModelConfig config) {
    String head =
        config.head() instanceof ClassifierConfig classifier
            ? "a classifier of " + classifier.classes() + " classes"
            : config.kind().description();
    return "%s, %s, %s".formatted(title, head, family.shapes(config.encoder()));
  }
}
