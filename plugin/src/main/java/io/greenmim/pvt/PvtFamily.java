package io.greenmim.pvt;

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
import io.greenmim.ops.KernelSource;
import java.util.List;
import java.util.Optional;

/**
 * The Pyramid Vision Transformers v2 (Wang et al., 2022): {@code pvt_v2_b0} to {@code pvt_v2_b5},
 * {@code pvt_v2_b2_li} with keys of pooled cells, and {@code pvt_v2_nano} for processors.
 */
public final class PvtFamily implements BackboneFamily {

  /** Stochastic depth of the published detectors. */
  private static final double DETECTOR_DROP_PATH = 0.1;

  private static final List<Integer> USUAL_DIMS = List.of(64, 128, 320, 512);
  private static final List<Integer> USUAL_HEADS = List.of(1, 2, 5, 8);
  private static final List<Double> WIDE = List.of(8.0, 8.0, 4.0, 4.0);
  private static final List<Double> NARROW = List.of(4.0, 4.0, 4.0, 4.0);

  private static final FamilyLayouts LAYOUTS = new PvtLayouts();

  private static final List<Variant> VARIANTS =
      List.of(
          variant(
              "nano",
              config(List.of(16, 32, 64, 128), List.of(1, 2, 4, 8), WIDE, false, 2, 2, 2, 2)),
          variant("b0", config(List.of(32, 64, 160, 256), USUAL_HEADS, WIDE, false, 2, 2, 2, 2)),
          variant("b1", config(USUAL_DIMS, USUAL_HEADS, WIDE, false, 2, 2, 2, 2)),
          variant("b2", config(USUAL_DIMS, USUAL_HEADS, WIDE, false, 3, 4, 6, 3)),
          variant("b2_li", config(USUAL_DIMS, USUAL_HEADS, WIDE, true, 3, 4, 6, 3)),
          variant("b3", config(USUAL_DIMS, USUAL_HEADS, WIDE, false, 3, 4, 18, 3)),
          variant("b4", config(USUAL_DIMS, USUAL_HEADS, WIDE, false, 3, 8, 27, 3)),
          variant("b5", config(USUAL_DIMS, USUAL_HEADS, NARROW, false, 3, 6, 40, 3)));

  /** Makes the family; the registry does it by reflection. */
  public PvtFamily() {}

  private static PvtConfig config(
      List<Integer> dims,
      List<Integer> heads,
      List<Double> mlpRatios,
      boolean linear,
      Integer... depths) {
    return new PvtConfig(
        ImageSize.square(224),
        4,
        3,
        dims,
        List.of(depths),
        heads,
        mlpRatios,
        List.of(8, 4, 2, 1),
        linear,
        0,
        PvtConfig.BLOCK_EPS,
        PvtConfig.EMBEDDING_EPS,
        PvtConfig.EMBEDDING_EPS);
  }

  private static Variant variant(String size, PvtConfig encoder) {
    boolean nano = size.equals("nano");
    String name = PvtConfig.FAMILY + "_" + size;
    return new Variant(
        name,
        size,
        encoder,
        nano ? MimConfig.published().narrow() : MimConfig.published(),
        nano ? PretrainRates.SMALL_BATCH : PretrainRates.PUBLISHED,
        Optional.of(new DetectorTraits(name, nano ? 0 : DETECTOR_DROP_PATH, nano)));
  }

  @Override
  public String name() {
    return PvtConfig.FAMILY;
  }

  @Override
  public Class<PvtConfig> configType() {
    return PvtConfig.class;
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
  public List<KernelSource> kernels() {
    return List.of(OverlapEmbedding.KERNELS);
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new PvtEncoder((PvtConfig) config, use);
  }
}
