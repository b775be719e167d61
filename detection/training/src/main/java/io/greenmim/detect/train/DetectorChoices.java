package io.greenmim.detect.train;

import io.greenmim.backbone.Backbones;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.train.config.Choices;
import java.util.List;

/** The variants of detectors. */
public final class DetectorChoices implements Choices {

  /** Made where settings are read. */
  public DetectorChoices() {}

  @Override
  public List<String> names() {
    return DetectorVariants.names();
  }

  @Override
  public String usual() {
    return DetectorVariants.nameOn(Backbones.defaultVariant());
  }
}
