package io.greenmim.image.read;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.greenmim.image.PixelImage;
import io.greenmim.image.webp.Vp8Picture;
import java.io.IOException;

/**
 * Reads images in Java alone, without native code: what applications and translators use. The
 * decoders are Java's own for JPEG, PNG and BMP, TwelveMonkeys' for TIFF and lossless WebP, and two
 * of ours for lossy WebP and for the bands of TIFF.
 */
public final class PortableReader extends ImageReader {

  private static final PlatformCodec PNG = PlatformCodec.ofJava("png");
  private static final PlatformCodec BMP = PlatformCodec.ofJava("bmp");
  private static final PlatformCodec TIFF = new PlatformCodec(new TIFFImageReaderSpi());
  private static final PlatformCodec BIG_TIFF = new PlatformCodec(new BigTIFFImageReaderSpi());
  private static final PlatformCodec WEBP = new PlatformCodec(new WebPImageReaderSpi());
  private static final int BIG = 43;

  /** Bytes that the decoder of lossless WebP holds beyond those that it has used. */
  private static final int WEBP_AHEAD = 8;

  /**
   * Makes a reader.
   *
   * @param limits how large images may be
   */
  public PortableReader(ImageLimits limits) {
    super(limits);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Other readers hand on what they do not decode themselves.
   */
  @Override
  public PixelImage decode(EncodedImage image) throws MalformedImageException {
    ImageFormat format = image.info().format();
    try {
      return switch (format) {
        case JPEG -> JpegPixels.decode(image.file());
        case PNG -> {
          new PngStructure(image.file()).requireWholeRows(image.info());
          yield samples(PNG, image, image.file(), false);
        }
        case BMP -> samples(BMP, image, new BmpStructure(image.file()).withItsLength(), false);
        case WEBP -> webp(image);
        case TIFF -> tiff(image);
      };
    } catch (MalformedImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders meet damaged data in unforeseen places.
      throw MalformedImageException.damaged(format.title(), e);
    }
  }

  private static PixelImage samples(
      PlatformCodec codec, EncodedImage image, byte[] file, boolean inks) throws IOException {
    return RasterSamples.of(codec.read(file), image.info().coding(), inks);
  }

  private static PixelImage tiff(EncodedImage image) throws IOException {
    byte[] file = image.file();
    TiffStructure structure = new TiffStructure(file);
    if (image.info().coding().bands() || structure.hasFurtherPlane()) {
      return new TiffBands(file).decode();
    }
    boolean big = file[2] == BIG || file[3] == BIG;
    return samples(big ? BIG_TIFF : TIFF, image, file, structure.isCmyk());
  }

  private static PixelImage webp(EncodedImage image) throws IOException {
    WebpStructure.Chunk pixels = new WebpStructure(image.file()).pixels();
    if (!pixels.tag().equals("VP8L")) {
      return Vp8Picture.decode(image.file(), pixels.data(), pixels.length());
    }
    long end = (long) pixels.data() + pixels.length() + WEBP_AHEAD;
    try (WatchedInput input = new WatchedInput(image.file(), end)) {
      return RasterSamples.of(WEBP.read(input), image.info().coding(), false);
    }
  }
}
