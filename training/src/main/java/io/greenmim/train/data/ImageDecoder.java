package io.greenmim.train.data;

import io.greenmim.image.RgbImage;
import io.greenmim.train.data.ImageHeader.Format;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Decodes JPEG, PNG, BMP and WebP files to 8-bit RGB.
 *
 * <p>The format is told by the file's first bytes, not by its name. Grey is repeated over the
 * channels, CMYK is converted, alpha is dropped (colours stay as stored), 16-bit samples keep their
 * upper byte, and the orientation in a photograph's EXIF data is applied. A file that is truncated,
 * damaged or too large is refused.
 *
 * <p>Memory: a picture whose sides are more than twice what is asked for is delivered at half, a
 * quarter or an eighth of its size. A JPEG file is decoded at that size directly (not if it is
 * progressive); other formats are decoded whole in native memory, 3 bytes a pixel, and averaged.
 * Decodings that need more than {@value #SERIAL_BYTES} bytes run one at a time in a process. The
 * scale depends on the file's header and the request alone.
 *
 * <p>Stateless; thread-safe.
 */
public final class ImageDecoder {

  /** Largest file that is read, in bytes. */
  public static final long MAX_FILE_BYTES = 256L << 20;

  /** Longest side of an image, in pixels. */
  public static final int MAX_SIDE = 30_000;

  /** Largest image, in pixels: a decoding of 1.35 GB. */
  public static final long MAX_PIXELS = 450_000_000L;

  /** Decodings that need more native memory than this wait for one another, in bytes. */
  static final long SERIAL_BYTES = 128L << 20;

  private static final int MAX_REDUCTION = 8;
  private static final ReentrantLock LARGE = new ReentrantLock();

  /** Makes a decoder and loads OpenCV's native library on first use. */
  public ImageDecoder() {
    OpenCvLibrary.ensureLoaded();
  }

  /**
   * Decodes a file.
   *
   * @param file the file
   * @param minSide length below which a reduction must not bring either side, in pixels, at least
   *     1; {@link Integer#MAX_VALUE} forbids reduction
   * @return the image, oriented upright
   * @throws UnreadableImageException if the file cannot be read, is no whole image or is too large
   * @throws ClosedByInterruptException if the thread was interrupted while it read
   */
  public RgbImage decode(Path file, int minSide)
      throws UnreadableImageException, ClosedByInterruptException {
    try {
      byte[] bytes = read(file);
      ImageHeader header = checkStructure(bytes);
      checkSize(header);
      int reduction = reduction(header, minSide);
      if (nativeBytes(header, reduction) <= SERIAL_BYTES) {
        return decode(bytes, header, reduction);
      }
      LARGE.lock();
      try {
        return decode(bytes, header, reduction);
      } finally {
        LARGE.unlock();
      }
    } catch (MalformedImageException e) {
      throw new UnreadableImageException(file, e.getMessage(), e);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableImageException(file, "cannot be read: " + e, e);
    }
  }

  private static byte[] read(Path file) throws IOException, MalformedImageException {
    long size = Files.size(file);
    if (size > MAX_FILE_BYTES) {
      throw new MalformedImageException(
          "too large: a file of " + size + " bytes, the limit is " + MAX_FILE_BYTES);
    }
    return Files.readAllBytes(file);
  }

  private static ImageHeader checkStructure(byte[] bytes) throws MalformedImageException {
    if (JpegStructure.matches(bytes)) {
      return JpegStructure.check(bytes);
    }
    if (PngStructure.matches(bytes)) {
      return PngStructure.check(bytes);
    }
    if (BmpStructure.matches(bytes)) {
      return BmpStructure.check(bytes);
    }
    if (WebpStructure.matches(bytes)) {
      return WebpStructure.check(bytes);
    }
    throw new MalformedImageException(
        bytes.length == 0 ? "the file is empty" : "not a JPEG, PNG, BMP or WebP file");
  }

  private static void checkSize(ImageHeader header) throws MalformedImageException {
    String size = header.width() + " x " + header.height();
    if (header.width() < 1 || header.height() < 1) {
      throw new MalformedImageException("damaged: an image of " + size + " pixels");
    }
    boolean tooLong = Math.max(header.width(), header.height()) > MAX_SIDE;
    if (tooLong || header.pixels() > MAX_PIXELS) {
      throw new MalformedImageException(
          "too large: "
              + size
              + " pixels, the limit is "
              + MAX_SIDE
              + " a side and "
              + MAX_PIXELS
              + " in all");
    }
  }

  /** Returns the largest of 1, 2, 4 and 8 that keeps both sides at {@code minSide} or above. */
  static int reduction(ImageHeader header, int minSide) {
    int shorter = Math.min(header.width(), header.height());
    int reduction = 1;
    while (reduction < MAX_REDUCTION && shorter / (reduction * 2) >= minSide) {
      reduction *= 2;
    }
    return reduction;
  }

  private static long nativeBytes(ImageHeader header, int reduction) {
    if (header.format() != Format.JPEG) {
      return header.pixels() * 3;
    }
    // A progressive file's coefficients, 16 bits each, stay in memory until the last scan.
    long coefficients = header.wholeInMemory() ? header.pixels() * header.components() * 2 : 0;
    return coefficients + header.pixels() * 3 / ((long) reduction * reduction);
  }

  private static RgbImage decode(byte[] bytes, ImageHeader header, int reduction)
      throws MalformedImageException {
    boolean jpeg = header.format() == Format.JPEG;
    MatOfByte encoded = new MatOfByte(bytes);
    Mat image = null;
    try {
      image = Imgcodecs.imdecode(encoded, flags(jpeg ? reduction : 1));
      if (image.empty()) {
        throw new MalformedImageException(
            "damaged: the " + header.format() + " data cannot be decoded");
      }
      if (!jpeg && reduction > 1) {
        int cols = image.cols() / reduction;
        int rows = image.rows() / reduction;
        Size size = new Size(cols, rows);
        Imgproc.resize(image, image, size, 0, 0, Imgproc.INTER_AREA);
      }
      RgbImage result = copy(image);
      if (jpeg && JpegScanCheck.isSuspicious(result.rgb(), result.width(), header.components())) {
        JpegScanCheck.requireWholeScan(bytes);
      }
      return result;
    } catch (CvException e) {
      throw new MalformedImageException("damaged: " + firstLine(e.getMessage()));
    } finally {
      // Native memory is not on the collector's books: it must go now.
      encoded.release();
      if (image != null) {
        image.release();
      }
    }
  }

  private static int flags(int reduction) {
    return switch (reduction) {
      case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
      case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
      case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
      default -> Imgcodecs.IMREAD_COLOR;
    };
  }

  private static RgbImage copy(Mat image) {
    Imgproc.cvtColor(image, image, Imgproc.COLOR_BGR2RGB);
    byte[] rgb = new byte[Math.multiplyExact(Math.toIntExact(image.total()), RgbImage.CHANNELS)];
    image.get(0, 0, rgb);
    return new RgbImage(image.cols(), image.rows(), rgb);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("OpenCV gave no reason");
  }
}
