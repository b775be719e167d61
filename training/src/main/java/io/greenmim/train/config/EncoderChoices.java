package io.greenmim.train.config;

import io.greenmim.config.Variants;
import java.util.List;

/** The variants of encoders. */
public final class EncoderChoices implements Choices {

  /** Made by {@link Settings}. */
  public EncoderChoices() {}

  @Override
  public List<String> names() {
    return Variants.names();
  }

  @Override
  public String usual() {
    return "swin_tiny_patch4_window7_224";
  }
}
