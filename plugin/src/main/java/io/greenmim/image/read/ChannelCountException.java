package io.greenmim.image.read;

import io.greenmim.image.PixelImage;

/** A whole image has another number of channels than the model that is to see it. */
public final class ChannelCountException extends MalformedImageException {

  private static final long serialVersionUID = 1L;

  ChannelCountException(int expected, ImageCoding found) {
    super(
        "expected an image of %s, found %s"
            .formatted(PixelImage.count(expected), found.channels()));
  }
}
