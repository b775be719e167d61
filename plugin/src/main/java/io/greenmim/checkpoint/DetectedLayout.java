package io.greenmim.checkpoint;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A checkpoint whose names tell its layout.
 *
 * @param file the checkpoint
 * @param names its names without what stands before all of them
 * @param family what is known of the checkpoints of its family
 * @param layout its layout
 */
public record DetectedLayout(
    TensorFile file, EncoderNames names, FamilyLayouts family, EncoderLayout layout) {

  private static final int SHOWN = 3;
  private static final FamilyLayouts OURS_ALONE = new FamilyLayouts() {};

  /**
   * Lists what is known of published checkpoints.
   *
   * @return that of all families
   */
  static List<FamilyLayouts> families() {
    return Backbones.families().stream().map(BackboneFamily::layouts).toList();
  }

  /**
   * Recognises a checkpoint.
   *
   * @param file the checkpoint
   * @return its layout
   * @throws IOException if its names are those of no known layout; one line
   */
  public static DetectedLayout detect(TensorFile file) throws IOException {
    EncoderNames names = EncoderNames.of(file);
    if (!names.choices().isEmpty()) {
      throw new IOException(
          ("%s: expected one encoder, got %s under the prefixes %s; checkpoint inspect and convert"
                  + " take one with setting 'prefix'")
              .formatted(
                  file.path(),
                  names.choices().size(),
                  names.choices().stream().map(Printable::of).collect(Collectors.joining(", "))));
    }
    Optional<DetectedLayout> found = find(file, names);
    if (found.isEmpty()) {
      throw new IOException(
          "%s: expected a checkpoint of one of the layouts %s; got %s"
              .formatted(file.path(), titles(), describe(names.tensors().keySet())));
    }
    return found.get();
  }

  /**
   * Recognises a checkpoint of a known model: tensors by the names of its own blocks are ours,
   * whatever the family, also where a published layout has the same names.
   *
   * @param file the checkpoint
   * @param known configuration of the model in it
   * @return its layout
   * @throws IOException if its names are neither; one line
   */
  public static DetectedLayout detect(TensorFile file, ModelConfig known) throws IOException {
    Set<String> own = Backbones.shapes(known).keySet();
    if (!file.tensors().keySet().containsAll(own)) {
      return detect(file);
    }
    return new DetectedLayout(
        file,
        EncoderNames.plain(file),
        Backbones.family(known.family()).layouts(),
        EncoderLayout.ours(known.kind()));
  }

  private static String titles() {
    return Stream.concat(
            Stream.of(EncoderLayout.OUR_TITLE),
            families().stream().flatMap(family -> family.titles().values().stream()))
        .collect(Collectors.joining(", "));
  }

  private static String describe(Set<String> names) {
    if (names.isEmpty()) {
      return "no tensors";
    }
    for (FamilyLayouts family : families()) {
      Optional<String> other = family.unsupported(names);
      if (other.isPresent()) {
        return other.get() + ", which is not supported";
      }
    }
    String first = names.stream().limit(SHOWN).map(Printable::of).collect(Collectors.joining(", "));
    return "%s tensors, the first of them %s".formatted(names.size(), first);
  }

  /**
   * Recognises a checkpoint, if it can.
   *
   * @param file the checkpoint
   * @return its layout, or empty if its names are those of no known layout
   */
  public static Optional<DetectedLayout> find(TensorFile file) {
    return find(file, EncoderNames.of(file));
  }

  private static Optional<DetectedLayout> find(TensorFile file, EncoderNames names) {
    Set<String> plain = names.tensors().keySet();
    boolean ours = HeaderConfig.isOurs(file);
    EncoderLayout own = EncoderLayout.ours(EncoderLayout.kind(plain, "head"));
    for (FamilyLayouts family : families()) {
      Optional<EncoderLayout> found = family.find(plain, file);
      if (found.isPresent()) {
        EncoderLayout layout = ours && !found.get().detector() ? own : found.get();
        return Optional.of(new DetectedLayout(file, names, family, layout));
      }
    }
    return ours ? Optional.of(new DetectedLayout(file, names, OURS_ALONE, own)) : Optional.empty();
  }

  /**
   * Tells the order of its patch merging for readers.
   *
   * @param prefix what was taken off its names, by the user's choice or because all begin with it
   * @return the order and how it is known; empty for a family that merges no patches
   */
  public Optional<String> merging(String prefix) {
    return family.merging(layout, file, prefix);
  }

  /** The same checkpoint as one of an encoder alone, whatever stands on it. */
  DetectedLayout bare() {
    return new DetectedLayout(file, names, family, layout.withKind(ModelKind.ENCODER));
  }

  /** The same checkpoint, with another order of patch merging. */
  DetectedLayout withMergeOrder(MergeOrder order) {
    return new DetectedLayout(file, names, family, layout.withMergeOrder(order));
  }

  /**
   * Translates its names.
   *
   * @return its tensors by our names
   * @throws IOException if they are those of another network; one line
   */
  SourceTensors source() throws IOException {
    return SourceTensors.of(file, names.tensors(), family, layout);
  }
}
