package io.greenmim.twins;

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
 * Twins-SVT (Chu et al., 2021): variants are called {@code twins_svt_<size>}, as timm has them.
 * What GreenMIM pre-trained, with another position block and other constants, is called {@code
 * twins_svt_<size>_greenmim}.
 */
public final class TwinsFamily implements BackboneFamily {

  private static final String PREFIX = "twins_svt_";
  private static final String GREENMIM = "_greenmim";

  /** GreenMIM's Twins-L warms up for 40 of 100 epochs. */
  private static final PretrainRates LARGE_RATES =
      new PretrainRates(1.5e-4, 1.5e-4, 1e-4, 5e-5, 0.4);

  private static final FamilyLayouts LAYOUTS = new TwinsLayouts();

  private static final List<Variant> VARIANTS =
      List.of(
          variant("nano", 32, 0, 2, 2, 6, 2),
          variant("small", 64, 0.2, 2, 2, 10, 4),
          variant("base", 96, 0.3, 2, 2, 18, 2),
          variant("large", 128, 0.5, 2, 2, 18, 2),
          greenMim(variant("large", 128, 0.5, 2, 2, 18, 2)));

  /** Makes the family; the registry does it by reflection. */
  public TwinsFamily() {}

  /** Names a variant as timm does. */
  static String nameOf(String size, boolean greenMim) {
    return PREFIX + size + (greenMim ? GREENMIM : "");
  }

  /** Heads have 32 channels, and each stage doubles both. */
  private static Variant variant(String size, int dim, double dropPath, Integer... depths) {
    boolean nano = size.equals("nano");
    int heads = dim / 32;
    TwinsConfig encoder =
        new TwinsConfig(
            ImageSize.square(224),
            4,
            3,
            List.of(dim, 2 * dim, 4 * dim, 8 * dim),
            List.of(depths),
            List.of(heads, 2 * heads, 4 * heads, 8 * heads),
            List.of(7, 7, 7, 7),
            List.of(8, 4, 2, 1),
            4,
            true,
            0,
            TwinsConfig.BLOCK_EPS,
            TwinsConfig.EMBEDDING_EPS,
            TwinsConfig.EMBEDDING_EPS);
    String name = nameOf(size, false);
    return new Variant(
        name,
        size,
        encoder,
        nano ? MimConfig.published().narrow() : MimConfig.published(),
        rates(size),
        Optional.of(new DetectorTraits(name, dropPath, nano)));
  }

  private static PretrainRates rates(String size) {
    return switch (size) {
      case "nano" -> PretrainRates.SMALL_BATCH;
      case "large" -> LARGE_RATES;
      default -> PretrainRates.PUBLISHED;
    };
  }

  private static Variant greenMim(Variant stock) {
    TwinsConfig encoder = ((TwinsConfig) stock.encoder()).asGreenMim();
    return new Variant(
        nameOf(stock.size(), true),
        stock.size(),
        encoder,
        stock.decoder(),
        stock.rates(),
        Optional.empty());
  }

  @Override
  public String name() {
    return TwinsConfig.FAMILY;
  }

  @Override
  public Class<TwinsConfig> configType() {
    return TwinsConfig.class;
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
    return Map.of("twins_svt_nano", 106_000L);
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new TwinsTransformer((TwinsConfig) config, use);
  }
}
