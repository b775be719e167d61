package org.example.dune;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.model.Encoder;
import java.util.List;
import java.util.Optional;

/** As unlike the families of the project as the contract lets it be. */
public final class DuneFamily implements BackboneFamily {

  @Override
  public String name() {
    return "dune";
  }

  @Override
  public Class<DuneConfig> configType() {
    return DuneConfig.class;
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        variant("odd", 90, 3, List.of(5, 15, 15)),
        variant("three", 96, 3, List.of(8, 16, 32)),
        variant("grey", 90, 1, List.of(5, 15, 15)));
  }

  private static Variant variant(String size, int side, int channels, List<Integer> strides) {
    return new Variant(
        "dune_" + size + "_" + side,
        size,
        new DuneConfig(ImageSize.square(side), channels, List.of(12, 20, 18), strides),
        new MimConfig(strides.get(2), 0.5, 16, 1, 2, true),
        Variant.PretrainRates.PUBLISHED,
        Optional.of(new Variant.DetectorTraits("dune_" + size, 0, true)));
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new DuneEncoder((DuneConfig) config, use);
  }
}
