package io.greenmim.image.read;

/**
 * How a file stores its pixels.
 *
 * @param components colour components a pixel as they are coded: 4 for CMYK
 * @param progressive whether a decoder has to hold the whole picture before the first row is done
 * @param channels channels a pixel as they are delivered: 1 grey, 2 grey and alpha, 3 colour, 4
 *     colour and alpha; palettes and CMYK are delivered as colour, a transparent tone as opaque
 * @param bits bits a sample as they are delivered, 8 or 16
 */
public record ImageCoding(int components, boolean progressive, int channels, int bits) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is outside of its values
   */
  public ImageCoding {
    if (channels < 1 || channels > 4 || (bits != 8 && bits != 16)) {
      throw new IllegalArgumentException(
          "expected 1 to 4 channels of 8 or 16 bits, got %s of %s".formatted(channels, bits));
    }
  }
}
