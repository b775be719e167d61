package io.greenmim.image.read;

import io.greenmim.image.RgbImage;

/**
 * From the bytes of a file to upright samples.
 *
 * <p>The contract that all decoders keep: the format is told by the file's first bytes. A file that
 * is truncated, damaged or larger than the limits is refused, by the same checks whatever decodes
 * it. Grey stays grey, palettes become colours, CMYK becomes RGB without a profile, as colour
 * profiles are ignored throughout; alpha is a channel of its own and colours stay as they are
 * stored. Of an animation or of several pages the first picture is read. The orientation in the
 * metadata is applied.
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
  public final ImageSamples read(byte[] file) throws MalformedImageException {
    return read(check(file));
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
  protected final ImageSamples read(EncodedImage image) throws MalformedImageException {
    ImageInfo info = image.info();
    ImageSamples stored = stored(image);
    if (stored.width() != info.storedWidth() || stored.height() != info.storedHeight()) {
      throw new MalformedImageException(
          "damaged: expected %s x %s pixels, decoded %s x %s"
              .formatted(info.storedWidth(), info.storedHeight(), stored.width(), stored.height()));
    }
    return stored.upright(info.orientation());
  }

  private ImageSamples stored(EncodedImage image) throws MalformedImageException {
    ImageInfo info = image.info();
    return switch (info.format()) {
      case JPEG -> {
        ImageSamples samples = decode(image);
        requireWholeScan(image, samples.rgb());
        yield samples;
      }
      // Decoders quarrel about metadata, and differ in what they do about transparent tones.
      case PNG -> decode(new EncodedImage(new PngStructure(image.file()).bare(), info));
      case WEBP -> {
        WebpStructure.Picture picture = new WebpStructure(image.file()).picture();
        yield decode(check(picture.still()))
            .onCanvas(info.storedWidth(), info.storedHeight(), picture.x(), picture.y());
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
  protected static void requireWholeScan(EncodedImage image, RgbImage decoded)
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
  protected abstract ImageSamples decode(EncodedImage image) throws MalformedImageException;
}
