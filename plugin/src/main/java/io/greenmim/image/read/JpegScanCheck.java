package io.greenmim.image.read;

import io.greenmim.image.PixelImage;
import java.awt.image.Raster;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds JPEG files whose scan ends early although the end marker is there, as after a repair of a
 * truncated download.
 *
 * <p>Decoders paint what is missing mid-grey and only print a warning. The decoder of the JDK hands
 * the same warning to a listener, at several times the cost; so a picture of one scan is decoded
 * again only where a corner is exactly mid-grey. Of several scans one that ends early leaves no
 * such mark, nor do inks: these are always decoded with the listener.
 */
final class JpegScanCheck {

  /** Components of a file of inks, in which what is missing is not mid-grey. */
  static final int CMYK = 4;

  /** Part of libjpeg's warning about a scan that ends before its last block. */
  private static final String PREMATURE_END = "premature end";

  /** Sides of the picture that is kept while a scan is checked, in pixels, about. */
  private static final int KEPT_SIDE = 64;

  private static final int MID_GREY = 128;

  private JpegScanCheck() {}

  /**
   * Tells whether a decoded picture may miss its end.
   *
   * @param image the pixels of a file of one scan
   */
  static boolean isSuspicious(PixelImage image) {
    // Any corner may be the last one stored: the file's orientation turns the picture.
    int right = image.width() - 1;
    int bottom = image.height() - 1;
    return isMidGrey(image, 0, 0)
        || isMidGrey(image, right, 0)
        || isMidGrey(image, 0, bottom)
        || isMidGrey(image, right, bottom);
  }

  private static boolean isMidGrey(PixelImage image, int x, int y) {
    return image.sample(x, y, 0) == MID_GREY
        && image.sample(x, y, 1) == MID_GREY
        && image.sample(x, y, 2) == MID_GREY;
  }

  /** Decodes with the JDK's decoder and fails if that warns of a scan that ends early. */
  static void requireWholeScans(byte[] file) throws MalformedImageException {
    JpegStructure structure = new JpegStructure(file);
    JpegFrame frame = structure.frame();
    // Every block is decoded; keeping few pixels saves memory.
    wholeRaster(structure, Math.max(1, Math.max(frame.width(), frame.height()) / KEPT_SIDE));
  }

  /** Decodes every n-th sample of a picture of which no scan ends early. */
  static Raster wholeRaster(JpegStructure structure, int period) throws MalformedImageException {
    AtomicBoolean premature = new AtomicBoolean();
    Raster raster =
        JpegPixels.raster(
            structure.bare(),
            period,
            (source, warning) -> {
              if (warning.contains(PREMATURE_END)) {
                premature.set(true);
              }
            });
    if (premature.get()) {
      throw new MalformedImageException("truncated: the JPEG scan ends before its last block");
    }
    return raster;
  }
}
