package io.greenmim.image.read;

/** A whole image has another number of channels than the model that is to see it. */
public final class ChannelCountException extends MalformedImageException {

  private static final long serialVersionUID = 1L;

  ChannelCountException(int expected, ImageCoding found) {
    super(
        "expected an image of %s channel%s, found %s"
            .formatted(expected, expected == 1 ? "" : "s", found.channels()));
  }
}
