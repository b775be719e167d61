package io.greenmim.convnext;

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

/** ConvNeXt V2 (Woo et al., 2023): variants are called {@code convnextv2_<size>}. */
public final class ConvNextFamily implements BackboneFamily {

  private static final int STAGES = 4;
  private static final String SMALLEST = "atto";
  private static final String PREFIX = "convnextv2_";
  private static final FamilyLayouts LAYOUTS = new ConvNextLayouts();

  private static final List<Variant> VARIANTS =
      List.of(
          variant(SMALLEST, 40, List.of(2, 2, 6, 2), 0),
          variant("femto", 48, List.of(2, 2, 6, 2), 0),
          variant("pico", 64, List.of(2, 2, 6, 2), 0),
          variant("nano", 80, List.of(2, 2, 8, 2), 0.1),
          variant("tiny", 96, List.of(3, 3, 9, 3), 0.2),
          variant("base", 128, List.of(3, 3, 27, 3), 0.3),
          variant("large", 192, List.of(3, 3, 27, 3), 0.3),
          variant("huge", 352, List.of(3, 3, 27, 3), 0.3));

  /** Stochastic depth of detectors, which nobody published in full, is that of a Swin as large. */
  private static Variant variant(
      String size, int dim, List<Integer> depths, double detectorDropPath) {
    ConvNextConfig encoder =
        new ConvNextConfig(
            ImageSize.square(224),
            4,
            3,
            List.of(dim, 2 * dim, 4 * dim, 8 * dim),
            depths,
            7,
            4,
            0,
            ConvNextConfig.EPS,
            ConvNextConfig.EPS,
            null);
    return new Variant(
        PREFIX + size,
        size,
        encoder,
        MimConfig.published(),
        PretrainRates.PUBLISHED,
        Optional.of(new DetectorTraits(PREFIX + size, detectorDropPath, size.equals(SMALLEST))));
  }

  /** Makes the family; the registry does it by reflection. */
  public ConvNextFamily() {}

  /** Names an architecture that is no variant. */
  static String nameOf(int dim) {
    return PREFIX + "dim" + dim;
  }

  /** Whether timm has the perceptrons of such an encoder as convolutions: its small variants. */
  static boolean convolves(EncoderConfig config) {
    return config.stages() == STAGES && config.embedDim() <= 80;
  }

  @Override
  public String name() {
    return ConvNextConfig.FAMILY;
  }

  @Override
  public Class<ConvNextConfig> configType() {
    return ConvNextConfig.class;
  }

  @Override
  public List<Variant> variants() {
    return VARIANTS;
  }

  @Override
  public FamilyLayouts layouts() {
    return LAYOUTS;
  }

  /** docs/CLASSIFICATION.md and docs/DETECTION.md have the numbers. */
  @Override
  public Map<String, Long> measuredViews() {
    return Map.of("convnextv2_atto", 106_000L, "convnextv2_nano", 106_000L);
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new ConvNext((ConvNextConfig) config, use);
  }
}
