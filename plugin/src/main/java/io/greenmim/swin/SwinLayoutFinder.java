package io.greenmim.swin;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.MergeOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises the layout of a Swin checkpoint by its names.
 *
 * @param names names inside the model
 * @param told order of patch merging that the checkpoint itself tells
 */
record SwinLayoutFinder(Set<String> names, Optional<MergeOrder> told) {

  private static final String PROJECTION = "patch_embed.proj.weight";
  private static final Pattern STAGE =
      Pattern.compile("(?:.*\\.)?(?:layers|stages)[._](\\d{1,4})\\.blocks\\..*");
  private static final Pattern TORCHVISION_STAGE = Pattern.compile("features\\.(\\d{1,4})\\..*");

  Optional<EncoderLayout> find() {
    return Stream.<Supplier<Optional<EncoderLayout>>>of(
            this::huggingFace,
            this::openMmLab,
            this::detector,
            this::torchvision,
            this::timmFeatures,
            this::swin)
        .flatMap(finder -> finder.get().stream())
        .findFirst();
  }

  private Optional<EncoderLayout> huggingFace() {
    for (String prefix : List.of("swin.", "")) {
      if (names.contains(prefix + "embeddings.patch_embeddings.projection.weight")
          && any(name -> name.startsWith(prefix + "encoder.layers."))) {
        return found(SwinLayout.HUGGINGFACE, prefix);
      }
    }
    return Optional.empty();
  }

  private Optional<EncoderLayout> openMmLab() {
    for (String prefix : List.of("backbone.", "")) {
      if (names.contains(prefix + "patch_embed.projection.weight")
          && any(name -> name.startsWith(prefix + "stages."))) {
        boolean detector =
            kind(SwinLayout.OPENMMLAB) == ModelKind.ENCODER
                && any(name -> !name.startsWith(prefix));
        return found(detector ? SwinLayout.OPENMMLAB_DETECTOR : SwinLayout.OPENMMLAB, prefix);
      }
    }
    return Optional.empty();
  }

  private Optional<EncoderLayout> detector() {
    if (hasTables("backbone.bottom_up.") && names.contains("backbone.bottom_up." + PROJECTION)) {
      return found(SwinLayout.DETECTRON2, "backbone.bottom_up.");
    }
    if (hasTables("backbone.") && names.contains("backbone." + PROJECTION)) {
      return found(SwinLayout.MICROSOFT_DETECTOR, "backbone.");
    }
    // A detector's backbone by itself: output norms instead of the final one.
    boolean alone = names.contains(PROJECTION) && !names.contains("norm.weight");
    return alone && hasTables("") && names.contains("norm%s.weight".formatted(stages(STAGE) - 1))
        ? found(SwinLayout.MICROSOFT_DETECTOR, "")
        : Optional.empty();
  }

  private Optional<EncoderLayout> torchvision() {
    // The embedding, then by turns a stage and its merging.
    return names.contains("features.0.0.weight") && hasTables("features.")
        ? found(SwinLayout.TORCHVISION, "", stages(TORCHVISION_STAGE) / 2)
        : Optional.empty();
  }

  private Optional<EncoderLayout> timmFeatures() {
    boolean flat = any(name -> name.startsWith("layers_0.blocks."));
    return names.contains(PROJECTION) && flat && hasTables("layers_")
        ? found(SwinLayout.TIMM_FEATURES, "")
        : Optional.empty();
  }

  private Optional<EncoderLayout> swin() {
    if (names.contains("encoder." + PROJECTION) && hasTables("encoder.")) {
      boolean simmim = kind(SwinLayout.SIMMIM) == ModelKind.SIMMIM;
      return found(simmim ? SwinLayout.SIMMIM : SwinLayout.GREENMIM_SWIN, "encoder.");
    }
    if (!names.contains(PROJECTION) || !hasTables("")) {
      return Optional.empty();
    }
    // Microsoft merges at the end of a stage, timm at the start of the next.
    boolean endOfFirst = any(name -> name.startsWith("layers.0.downsample."));
    boolean startOfSecond = any(name -> name.startsWith("layers.1.downsample."));
    boolean timm = !endOfFirst && (startOfSecond || names.contains("head.fc.weight"));
    return found(timm ? SwinLayout.TIMM : SwinLayout.MICROSOFT, "");
  }

  private Optional<EncoderLayout> found(SwinLayout layout, String prefix) {
    return found(layout, prefix, stages(STAGE));
  }

  private Optional<EncoderLayout> found(SwinLayout layout, String prefix, int stages) {
    return Optional.of(layout.of(kind(layout), prefix, stages, told));
  }

  private ModelKind kind(SwinLayout layout) {
    return layout.detector() ? ModelKind.ENCODER : EncoderLayout.kind(names, layout.head());
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
