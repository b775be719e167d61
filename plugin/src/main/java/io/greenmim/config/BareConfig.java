package io.greenmim.config;

/** Nothing on the encoder, which no file mentions: {@link HeadConfig#NONE}. */
record BareConfig() implements HeadConfig, Unwritten {

  @Override
  public ModelKind kind() {
    return ModelKind.ENCODER;
  }

  @Override
  public boolean unwritten() {
    return true;
  }
}
