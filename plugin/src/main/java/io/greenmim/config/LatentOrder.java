package io.greenmim.config;

/** Where GreenMIM's decoder puts the latents of the visible patches. */
public enum LatentOrder implements Unwritten {
  /** Each at its own patch. */
  OWN,
  /**
   * As the published code does, which takes latents in row-major order for shuffled ones: hardly
   * one reaches its own patch. To repeat published pre-training.
   */
  PUBLISHED;

  @Override
  public boolean unwritten() {
    return this == OWN;
  }
}
