package io.greenmim.checkpoint;

import io.greenmim.config.ModelKind;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Recognises the layout of a checkpoint by its names. */
public final class LayoutDetector {

  /** Text of a file's header that says that the file is ours. */
  public static final String FORMAT = "format";

  /** What our files say for {@link #FORMAT}. */
  public static final String OURS = "greenmim";

  private static final int SHOWN = 3;
  private static final String OPENMMLAB_SIMMIM = "neck.decoder.0.weight";
  private static final String PROJECTION = "patch_embed.proj.weight";
  private static final Pattern STAGE =
      Pattern.compile("(?:.*\\.)?(?:layers|stages)[._](\\d{1,4})\\.blocks\\..*");
  private static final Pattern TORCHVISION_STAGE = Pattern.compile("features\\.(\\d{1,4})\\..*");

  private final TensorFile file;
  private final Set<String> names;
  private final List<String> choices;

  private LayoutDetector(TensorFile file) {
    this.file = file;
    EncoderNames found = EncoderNames.of(file);
    names = found.tensors().keySet();
    choices = found.choices();
  }

  /**
   * Recognises a checkpoint.
   *
   * @param file the checkpoint
   * @return its layout
   * @throws IOException if its names are those of no known layout; one line
   */
  public static DetectedLayout detect(TensorFile file) throws IOException {
    return new LayoutDetector(file).detect();
  }

  /**
   * Recognises a checkpoint, if it can.
   *
   * @param file the checkpoint
   * @return its layout, or empty if its names are those of no known layout
   */
  public static Optional<DetectedLayout> find(TensorFile file) {
    return new LayoutDetector(file).find();
  }

  private Optional<DetectedLayout> find() {
    for (Optional<DetectedLayout> found :
        List.of(
            twins(),
            huggingFace(),
            openMmLab(),
            detector(),
            torchvision(),
            timmFeatures(),
            swin())) {
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private DetectedLayout detect() throws IOException {
    if (!choices.isEmpty()) {
      throw new IOException(
          ("%s: expected one encoder, got %s under the prefixes %s; checkpoint inspect and convert"
                  + " take one with --prefix")
              .formatted(
                  file.path(),
                  choices.size(),
                  choices.stream().map(Printable::of).collect(Collectors.joining(", "))));
    }
    Optional<DetectedLayout> found = find();
    if (found.isEmpty()) {
      throw new IOException(
          "%s: expected a checkpoint of one of the layouts %s; got %s"
              .formatted(file.path(), titles(), firstNames()));
    }
    return found.get();
  }

  private static String titles() {
    return Arrays.stream(Layout.values()).map(Layout::title).collect(Collectors.joining(", "));
  }

  private String firstNames() {
    if (names.isEmpty()) {
      return "no tensors";
    }
    if (any(name -> name.endsWith(".logit_scale") || name.contains(".cpb_mlp."))) {
      return "Swin Transformer V2, which is not supported";
    }
    String first = names.stream().limit(SHOWN).map(Printable::of).collect(Collectors.joining(", "));
    return "%s tensors, the first of them %s".formatted(names.size(), first);
  }

  private Optional<DetectedLayout> twins() {
    for (String prefix : List.of("encoder.", "")) {
      if (names.contains(prefix + "patch_embeds.0.proj.weight")) {
        Layout layout = prefix.isEmpty() ? Layout.TIMM_TWINS : Layout.GREENMIM_TWINS;
        return Optional.of(new DetectedLayout(layout, kind(layout), prefix, 0));
      }
    }
    return Optional.empty();
  }

  private Optional<DetectedLayout> huggingFace() {
    for (String prefix : List.of("swin.", "")) {
      if (names.contains(prefix + "embeddings.patch_embeddings.projection.weight")
          && any(name -> name.startsWith(prefix + "encoder.layers."))) {
        return found(Layout.HUGGINGFACE, prefix);
      }
    }
    return Optional.empty();
  }

  private Optional<DetectedLayout> openMmLab() {
    for (String prefix : List.of("backbone.", "")) {
      if (names.contains(prefix + "patch_embed.projection.weight")
          && any(name -> name.startsWith(prefix + "stages."))) {
        boolean detector =
            kind(Layout.OPENMMLAB) == ModelKind.ENCODER && any(name -> !name.startsWith(prefix));
        return found(detector ? Layout.OPENMMLAB_DETECTOR : Layout.OPENMMLAB, prefix);
      }
    }
    return Optional.empty();
  }

  private Optional<DetectedLayout> detector() {
    if (hasTables("backbone.bottom_up.") && names.contains("backbone.bottom_up." + PROJECTION)) {
      return found(Layout.DETECTRON2, "backbone.bottom_up.");
    }
    if (hasTables("backbone.") && names.contains("backbone." + PROJECTION)) {
      return found(Layout.MICROSOFT_DETECTOR, "backbone.");
    }
    // A detector's backbone by itself: output norms instead of the final one.
    boolean alone = names.contains(PROJECTION) && !names.contains("norm.weight");
    return alone && hasTables("") && names.contains("norm%s.weight".formatted(stages(STAGE) - 1))
        ? found(Layout.MICROSOFT_DETECTOR, "")
        : Optional.empty();
  }

  private Optional<DetectedLayout> torchvision() {
    if (!names.contains("features.0.0.weight") || !hasTables("features.")) {
      return Optional.empty();
    }
    // The embedding, then by turns a stage and its merging.
    int stages = stages(TORCHVISION_STAGE) / 2;
    Layout layout = Layout.TORCHVISION;
    return Optional.of(new DetectedLayout(layout, kind(layout), "", stages));
  }

  private Optional<DetectedLayout> timmFeatures() {
    boolean flat = any(name -> name.startsWith("layers_0.blocks."));
    return names.contains(PROJECTION) && flat && hasTables("layers_")
        ? found(Layout.TIMM_FEATURES, "")
        : Optional.empty();
  }

  private Optional<DetectedLayout> swin() {
    boolean ours = OURS.equals(file.metadata().get(FORMAT));
    if (names.contains("encoder." + PROJECTION) && hasTables("encoder.")) {
      if (ours) {
        return found(Layout.GREENMIM, "encoder.");
      }
      boolean simmim = kind(Layout.SIMMIM) == ModelKind.SIMMIM;
      return found(simmim ? Layout.SIMMIM : Layout.GREENMIM_SWIN, "encoder.");
    }
    if (!names.contains(PROJECTION) || !hasTables("")) {
      return Optional.empty();
    }
    if (ours) {
      return found(Layout.GREENMIM, "");
    }
    // Microsoft merges at the end of a stage, timm at the start of the next.
    boolean endOfFirst = any(name -> name.startsWith("layers.0.downsample."));
    boolean startOfSecond = any(name -> name.startsWith("layers.1.downsample."));
    boolean timm = !endOfFirst && (startOfSecond || names.contains("head.fc.weight"));
    return found(timm ? Layout.TIMM : Layout.MICROSOFT, "");
  }

  private Optional<DetectedLayout> found(Layout layout, String prefix) {
    return Optional.of(new DetectedLayout(layout, kind(layout), prefix, stages(STAGE)));
  }

  private ModelKind kind(Layout layout) {
    if (layout.detector()) {
      return ModelKind.ENCODER;
    }
    if (names.contains("decoder.0.weight") || names.contains(OPENMMLAB_SIMMIM)) {
      return ModelKind.SIMMIM;
    }
    if (any(name -> name.startsWith("decoder_pred.") || name.startsWith("decoder_blocks."))) {
      return ModelKind.GREENMIM;
    }
    return names.contains(LayoutNames.head(layout) + ".weight")
        ? ModelKind.CLASSIFIER
        : ModelKind.ENCODER;
  }

  private int stages(Pattern pattern) {
    int stages = 0;
    for (String name : names) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        stages = Math.max(stages, Integer.parseInt(matcher.group(1)) + 1);
      }
    }
    return stages;
  }

  private boolean hasTables(String prefix) {
    return any(
        name -> name.startsWith(prefix) && name.endsWith(".attn.relative_position_bias_table"));
  }

  private boolean any(Predicate<String> condition) {
    return names.stream().anyMatch(condition);
  }
}
