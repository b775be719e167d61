package io.greenmim.swin;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.backbone.Variant.DetectorTraits;
import io.greenmim.backbone.Variant.PretrainRates;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.model.Encoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Swin Transformers (Liu et al., 2021): variants are called {@code
 * swin_<size>_patch4_window<M>_<image>}.
 */
public final class SwinFamily implements BackboneFamily {

  private static final int PATCH = 4;
  private static final int USUAL_WINDOW = 7;
  private static final int USUAL_IMAGE = 224;

  /** GreenMIM's scripts of 800 epochs for Swin-B with window 7 and for Swin-L. */
  private static final double LONG_RATE = 1e-4;

  private static final FamilyLayouts LAYOUTS = new SwinLayouts();

  private static final List<Variant> VARIANTS =
      List.of(
          Size.NANO.variant(7, 224),
          Size.TINY.variant(7, 224),
          Size.SMALL.variant(7, 224),
          Size.BASE.variant(7, 224),
          Size.LARGE.variant(7, 224),
          Size.NANO.variant(14, 224),
          Size.TINY.variant(14, 224),
          Size.SMALL.variant(14, 224),
          Size.BASE.variant(14, 224),
          Size.LARGE.variant(14, 224),
          // What SimMIM's and Microsoft's checkpoints have besides.
          Size.BASE.variant(6, 192),
          Size.LARGE.variant(12, 192),
          Size.BASE.variant(12, 384),
          Size.LARGE.variant(12, 384),
          // For small images: its windows divide the maps of 128 pixels, those of 7 do not.
          Size.NANO.variant(8, 128));

  /** Heads have 32 channels: each stage doubles channels and heads. */
  private enum Size {
    NANO("nano", 32, 6, 0.0),
    TINY("tiny", 96, 6, 0.2),
    SMALL("small", 96, 18, 0.2),
    BASE("base", 128, 18, 0.3),
    LARGE("large", 192, 18, 0.3);

    private final String word;
    private final int dim;
    private final int deepest;

    /** Stochastic depth of the published detector. */
    private final double detectorDropPath;

    Size(String word, int dim, int deepest, double detectorDropPath) {
      this.word = word;
      this.dim = dim;
      this.deepest = deepest;
      this.detectorDropPath = detectorDropPath;
    }

    Variant variant(int window, int image) {
      int heads = dim / 32;
      SwinConfig encoder =
          new SwinConfig(
              ImageSize.square(image),
              PATCH,
              3,
              dim,
              List.of(2, 2, deepest, 2),
              List.of(heads, 2 * heads, 4 * heads, 8 * heads),
              window,
              4,
              0,
              SwinConfig.PRETRAIN_LAYER_NORM_EPS,
              null);
      boolean detects = window == USUAL_WINDOW && image == USUAL_IMAGE;
      return new Variant(
          nameOf(word, PATCH, window, ImageSize.square(image)),
          word,
          encoder,
          this == NANO ? MimConfig.published().narrow() : MimConfig.published(),
          rates(window),
          detects
              ? Optional.of(
                  new DetectorTraits(
                      SwinConfig.FAMILY + "_" + word, detectorDropPath, this == NANO))
              : Optional.empty());
    }

    private PretrainRates rates(int window) {
      PretrainRates published = PretrainRates.PUBLISHED;
      boolean slow = this == LARGE || (this == BASE && window == USUAL_WINDOW);
      return switch (this) {
        case NANO -> PretrainRates.SMALL_BATCH;
        default ->
            new PretrainRates(
                published.green(),
                slow ? LONG_RATE : published.greenLong(),
                published.simMim(),
                published.simMimLong(),
                published.greenWarmup());
      };
    }
  }

  /** Makes the family; the registry does it by reflection. */
  public SwinFamily() {}

  /** Names an architecture: size, patch, window and image. */
  static String nameOf(String size, int patch, int window, ImageSize image) {
    return "%s_%s_patch%s_window%s_%s".formatted(SwinConfig.FAMILY, size, patch, window, image);
  }

  @Override
  public String name() {
    return SwinConfig.FAMILY;
  }

  @Override
  public Class<SwinConfig> configType() {
    return SwinConfig.class;
  }

  @Override
  public List<Variant> variants() {
    return VARIANTS;
  }

  @Override
  public FamilyLayouts layouts() {
    return LAYOUTS;
  }

  @Override
  public Optional<String> defaultVariant() {
    return Optional.of(nameOf(Size.TINY.word, PATCH, USUAL_WINDOW, ImageSize.square(USUAL_IMAGE)));
  }

  /** docs/CLASSIFICATION.md and docs/DETECTION.md have the numbers. */
  @Override
  public Map<String, Long> measuredViews() {
    return Map.of(
        nameOf(Size.NANO.word, PATCH, USUAL_WINDOW, ImageSize.square(USUAL_IMAGE)), 101_000L);
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new SwinTransformer((SwinConfig) config, use);
  }
}
