package io.greenmim.cli;

import io.greenmim.image.read.ImageLimits;
import picocli.CommandLine.Option;

/** The options that say how large images may be. */
public final class ImageLimitArguments {

  @Option(
      names = "--max-image-bytes",
      paramLabel = "N",
      defaultValue = "268435456",
      description = "Most bytes of an image file. Default: ${DEFAULT-VALUE}.")
  private long bytes = ImageLimits.USUAL.bytes();

  @Option(
      names = "--max-image-side",
      paramLabel = "N",
      defaultValue = "30000",
      description = "Most pixels of a side of an image. Default: ${DEFAULT-VALUE}.")
  private int side = ImageLimits.USUAL.side();

  @Option(
      names = "--max-image-pixels",
      paramLabel = "N",
      defaultValue = "450000000",
      description =
          "Most pixels of an image; three bytes of memory each. Default: ${DEFAULT-VALUE}.")
  private long pixels = ImageLimits.USUAL.pixels();

  /** Makes the options' holder; picocli fills it. */
  public ImageLimitArguments() {}

  /**
   * Returns the limits.
   *
   * @return how large images may be
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ImageLimits resolve() {
    return new ImageLimits(bytes, side, pixels);
  }
}
