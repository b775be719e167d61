package org.example.backbone;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.model.Encoder;
import java.util.List;
import java.util.Optional;

/** What a jar of ours brings to the class path. */
public final class BrookFamily implements BackboneFamily {

  @Override
  public String name() {
    return "brook";
  }

  @Override
  public Class<BrookConfig> configType() {
    return BrookConfig.class;
  }

  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant(
            "brook_small_64",
            "small",
            new BrookConfig(ImageSize.square(64), 3, 8, 4, 0, 1e-6),
            new MimConfig(32, 0.5, 16, 1, 2, true),
            Variant.PretrainRates.PUBLISHED,
            Optional.of(new Variant.DetectorTraits("brook_small", 0, true))));
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new BrookEncoder((BrookConfig) config, use);
  }
}
