package io.greenmim.cli;

import io.greenmim.config.Variants;
import picocli.CommandLine.Option;

/** The size of the images that a named variant sees. */
final class ImageSizeArguments {

  @Option(
      names = "--image-size",
      description = "Side of the images, a multiple of 32. Default: that of the variant.")
  private Integer imageSize;

  /** The side of the images; where none is given, that of the variant is filled in. */
  int resolve(String model) {
    imageSize = imageSize == null ? Variants.swin(model).imageSize() : imageSize;
    return imageSize;
  }
}
