package io.greenmim.train.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Finds JPEG files whose scan ends early although the end marker is there, as after a repair of a
 * truncated download.
 *
 * <p>OpenCV's decoder paints what is missing mid-grey and only prints a warning. The decoder of the
 * JDK hands the same warning to a listener, at several times the cost; so a picture is decoded
 * again only where a corner is exactly mid-grey.
 */
final class JpegScanCheck {

  /** Part of libjpeg's warning about a scan that ends before its last block. */
  private static final String PREMATURE_END = "premature end";

  /** Sides of the picture that is kept while a scan is checked, in pixels, about. */
  private static final int KEPT_SIDE = 64;

  private static final byte MID_GREY = (byte) 128;

  private JpegScanCheck() {}

  /**
   * Tells whether a decoded picture may miss its end.
   *
   * @param rgb the pixels
   * @param width columns
   * @param components colour components of the file; four (CMYK) are painted in another tone
   */
  static boolean isSuspicious(byte[] rgb, int width, int components) {
    // Any corner may be the last one stored: the file's orientation turns the picture.
    int lastRow = rgb.length - width * 3;
    return components == 4
        || isMidGrey(rgb, 0)
        || isMidGrey(rgb, width * 3 - 3)
        || isMidGrey(rgb, lastRow)
        || isMidGrey(rgb, rgb.length - 3);
  }

  private static boolean isMidGrey(byte[] rgb, int at) {
    return rgb[at] == MID_GREY && rgb[at + 1] == MID_GREY && rgb[at + 2] == MID_GREY;
  }

  /** Decodes with the JDK's decoder and fails if that warns of a scan that ends early. */
  static void requireWholeScan(byte[] file) throws MalformedImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      throw new AssertionError("every Java platform has a JPEG reader");
    }
    ImageReader reader = readers.next();
    AtomicBoolean premature = new AtomicBoolean();
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          if (warning.contains(PREMATURE_END)) {
            premature.set(true);
          }
        });
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(input);
      // Every block is decoded; keeping few pixels saves memory. The raster, not the image: that
      // is read for every number of components.
      ImageReadParam parameters = reader.getDefaultReadParam();
      int side = Math.max(reader.getWidth(0), reader.getHeight(0));
      int period = Math.max(1, side / KEPT_SIDE);
      parameters.setSourceSubsampling(period, period, 0, 0);
      reader.readRaster(0, parameters);
    } catch (IOException e) {
      throw new MalformedImageException("damaged: " + e.getMessage());
    } finally {
      reader.dispose();
    }
    if (premature.get()) {
      throw new MalformedImageException("truncated: the JPEG scan ends before its last block");
    }
  }
}
