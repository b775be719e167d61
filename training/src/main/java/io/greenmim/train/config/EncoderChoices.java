package io.greenmim.train.config;

import io.greenmim.backbone.Backbones;
import java.util.List;

/** The variants of encoders. */
public final class EncoderChoices implements Choices {

  /** Made by {@link Settings}. */
  public EncoderChoices() {}

  @Override
  public List<String> names() {
    return List.copyOf(Backbones.names());
  }

  @Override
  public String usual() {
    return Backbones.defaultVariant();
  }
}
