package io.greenmim.image.read;

import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;

/**
 * From the bytes of a file to upright samples.
 *
 * <p>The contract that all decoders keep: the format is told by the file's first bytes. A file that
 * is truncated, damaged or larger than the limits is refused, by the same checks whatever decodes
 * it. Grey stays grey, palettes become colours, CMYK becomes RGB without a profile, as colour
 * profiles are ignored throughout; alpha is a channel of its own and colours stay as they are
 * stored, but for a TIFF file whose alpha is associated: its colours, which are stored multiplied
 * by alpha, are divided by it again. A TIFF file may have up to 16 bands instead. Of an animation
 * or of several pages the first picture is read. The orientation in the metadata is applied.
 *
 * <p>Two readers differ by 2 of 255 at most. Thread-safe.
 */
public abstract class ImageReader {

  private final ImageLimits limits;

  /**
   * Makes a reader.
   *
   * @param limits how large images may be
   */
  protected ImageReader(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * Returns the limits.
   *
   * @return how large images may be
   */
  public final ImageLimits limits() {
    return limits;
  }

  /**
   * Reads an image.
   *
   * @param file the file's bytes
   * @return the upright samples
   * @throws MalformedImageException if it is no whole image that is read, or too large
   */
  public final PixelImage read(byte[] file) throws MalformedImageException {
    return read(check(file));
  }

  /**
   * Reads an image for a model. One of three channels sees every picture in colour: grey is
   * repeated and alpha dropped. Any other wants files of just its channels. Samples keep their
   * bits.
   *
   * @param file the file's bytes
   * @param channels channels of the model, 1 to 16
   * @return the upright image of so many channels
   * @throws ChannelCountException if the file has another number of them
   * @throws MalformedImageException if it is no whole image that is read, or too large
   */
  public final PixelImage read(byte[] file, int channels) throws MalformedImageException {
    return read(check(file, channels), channels);
  }

  /**
   * Reads an image that was checked for a model.
   *
   * @param image the file
   * @param channels channels of the model
   * @return the upright image of so many channels
   * @throws MalformedImageException if its pixels cannot be decoded
   */
  protected final PixelImage read(EncodedImage image, int channels) throws MalformedImageException {
    PixelImage read = read(image);
    return read.channels() == channels ? read : read.colours();
  }

  /**
   * Checks a file before it is decoded for a model.
   *
   * @param file the file's bytes
   * @param channels channels of the model
   * @return the file, to be decoded
   * @throws ChannelCountException if it has another number of channels
   * @throws MalformedImageException if it is no whole image that is read, or too large
   */
  protected final EncodedImage check(byte[] file, int channels) throws MalformedImageException {
    EncodedImage image = check(file);
    ImageCoding coding = image.info().coding();
    if (!coding.delivers(channels)) {
      throw new ChannelCountException(channels, coding);
    }
    return image;
  }

  /**
   * Checks a file before it is decoded.
   *
   * @param file the file's bytes
   * @return the file, to be decoded
   * @throws MalformedImageException if it is no whole image that is read, or too large
   */
  protected final EncodedImage check(byte[] file) throws MalformedImageException {
    return EncodedImage.check(file, limits);
  }

  /**
   * Reads an image that was checked.
   *
   * @param image the file
   * @return the upright samples
   * @throws MalformedImageException if its pixels cannot be decoded
   */
  protected final PixelImage read(EncodedImage image) throws MalformedImageException {
    ImageInfo info = image.info();
    PixelImage stored = stored(image);
    if (stored.width() != info.storedWidth() || stored.height() != info.storedHeight()) {
      throw new MalformedImageException(
          "damaged: expected %s x %s pixels, decoded %s x %s"
              .formatted(info.storedWidth(), info.storedHeight(), stored.width(), stored.height()));
    }
    return stored.upright(info.orientation());
  }

  private PixelImage stored(EncodedImage image) throws MalformedImageException {
    ImageInfo info = image.info();
    return switch (info.format()) {
      case JPEG -> {
        PixelImage samples = decode(image);
        requireWholeScan(image, samples.toRgb());
        yield samples;
      }
      // Decoders quarrel about metadata, and differ in what they do about transparent tones.
      case PNG -> decode(new EncodedImage(new PngStructure(image.file()).bare(), info));
      case WEBP -> {
        WebpStructure.Picture picture = new WebpStructure(image.file()).picture();
        PixelImage still = decode(check(picture.still()));
        yield still.place(
            CropBox.whole(still),
            info.storedWidth(),
            info.storedHeight(),
            picture.x(),
            picture.y());
      }
      case BMP, TIFF -> decode(image);
    };
  }

  /**
   * Refuses a JPEG file whose scan ends early although its end marker is there: decoders paint what
   * is missing mid-grey.
   *
   * @param image the file
   * @param decoded what a decoder made of it, at any size
   * @throws MalformedImageException if a part is missing
   */
  protected static void requireWholeScan(EncodedImage image, PixelImage decoded)
      throws MalformedImageException {
    if (JpegScanCheck.isSuspicious(decoded)) {
      JpegScanCheck.requireWholeScans(image.file());
    }
  }

  /**
   * Refuses a JPEG file of several scans of which one ends early: no pixel shows it. For decoders
   * that keep the warning to themselves.
   *
   * @param image the file
   * @throws MalformedImageException if a part is missing
   */
  protected static void requireWholeScans(EncodedImage image) throws MalformedImageException {
    if (image.info().format() == ImageFormat.JPEG && image.info().coding().progressive()) {
      JpegScanCheck.requireWholeScans(image.file());
    }
  }

  /**
   * Decodes a still picture.
   *
   * @param image a file that was checked
   * @return its samples as they are stored, not turned, with the channels and bits that the file's
   *     coding says
   * @throws MalformedImageException if its pixels cannot be decoded
   */
  protected abstract PixelImage decode(EncodedImage image) throws MalformedImageException;
}
