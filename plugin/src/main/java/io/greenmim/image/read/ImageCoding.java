package io.greenmim.image.read;

import io.greenmim.image.PixelImage;

/**
 * How a file stores its pixels.
 *
 * @param components colour components a pixel as they are coded: 4 for CMYK
 * @param progressive whether a decoder has to hold the whole picture before the first row is done
 * @param channels channels a pixel as they are delivered: of a picture 1 grey, 2 grey and alpha, 3
 *     colour, 4 colour and alpha; palettes and CMYK are delivered as colour, a transparent tone as
 *     opaque
 * @param bits bits a sample as they are delivered, 8 or 16
 * @param bands whether the channels are bands that mean nothing to the format, 3 to 16, instead of
 *     those of a picture
 */
public record ImageCoding(
    int components, boolean progressive, int channels, int bits, boolean bands) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is outside of its values
   */
  public ImageCoding {
    int most = bands ? PixelImage.MOST_CHANNELS : PixelImage.COLOURS + 1;
    if (channels < 1 || channels > most || (bits != 8 && bits != 16)) {
      throw new IllegalArgumentException(
          "expected 1 to %s channels of 8 or 16 bits, got %s of %s"
              .formatted(most, channels, bits));
    }
  }

  /**
   * Tells how a picture that is no set of bands is coded.
   *
   * @param components colour components a pixel as they are coded
   * @param progressive whether a decoder has to hold the whole picture
   * @param channels channels a pixel as they are delivered, 1 to 4
   * @param bits bits a sample as they are delivered, 8 or 16
   * @return the coding
   */
  static ImageCoding picture(int components, boolean progressive, int channels, int bits) {
    return new ImageCoding(components, progressive, channels, bits, false);
  }

  /**
   * Tells whether a model can see such images: they have its channels, or they are pictures and it
   * wants colours, which all pictures have.
   *
   * @param wanted channels of the model
   * @return whether {@link ImageReader#read(byte[], int)} delivers so many
   */
  public boolean delivers(int wanted) {
    return channels == wanted || (wanted == PixelImage.COLOURS && !bands);
  }
}
