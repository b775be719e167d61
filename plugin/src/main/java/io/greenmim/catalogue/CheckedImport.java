package io.greenmim.catalogue;

import io.greenmim.checkpoint.CheckpointFile;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.Layout;
import io.greenmim.checkpoint.MergeOrder;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.swin.SwinConfig;
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
    Optional<MergeOrder> told = MergeOrder.told(tensors);
    if (told.isPresent() && told.get() != order) {
      throw new IOException(
          "%s: expected the checkpoint of %s, whose patch merging is %s, got one whose arguments say %s"
              .formatted(file, artifactId, order, told.get()));
    }
    ImportOptions options = ImportOptions.defaults().withMergeOrder(order);
    // First as what its shapes tell: the difference of two models is told better than that of the
    // first two shapes that do not fit.
    ImportedModel found = CheckpointImporter.read(tensors, options);
    String expected = describe(checkpoint.conversion().layout(), checkpoint.config());
    String got = describe(found.layout(), found.config());
    if (!expected.equals(got)) {
      throw new IOException(
          "%s: expected the checkpoint of %s (%s), got %s"
              .formatted(file, artifactId, expected, got));
    }
    return CheckpointImporter.read(tensors, checkpoint.config(), options.withStrict(true));
  }

  /** What the shapes of a checkpoint tell for certain; the image size is not among it. */
  private static String describe(Layout layout, ModelConfig config) {
    SwinConfig encoder = (SwinConfig) config.encoder();
    String head =
        config.head() instanceof ClassifierConfig classifier
            ? "a classifier of " + classifier.classes() + " classes"
            : config.kind().description();
    return "%s, %s, channels %s, depths %s, heads %s, window %s"
        .formatted(
            layout.title(),
            head,
            encoder.embedDim(),
            encoder.depths(),
            encoder.heads(),
            encoder.window());
  }
}
