package io.greenmim.train.data;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.EncodedImage;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.image.read.ImageInfo;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.ImageReader;
import io.greenmim.image.read.MalformedImageException;
import io.greenmim.image.read.PortableReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Reads images with OpenCV where that is faster and delivers the same: JPEG (but CMYK), PNG and
 * WebP; JPEG with the system's TurboJPEG where there is one. The rest goes to the portable reader.
 *
 * <p>It also reads at a reduced size, for training alone: a picture whose sides are more than twice
 * what is asked for is delivered at half, a quarter or an eighth of its size. A JPEG file is
 * decoded at that size directly; other formats and CMYK are decoded whole and averaged. Decodings
 * that need more than {@value #SERIAL_BYTES} bytes run one at a time in a process. The scale
 * depends on the file's header and the request alone.
 */
final class OpenCvReader extends ImageReader {

  /** Decodings that need more memory than this wait for one another, in bytes. */
  static final long SERIAL_BYTES = 128L << 20;

  private static final int MAX_REDUCTION = 8;
  private static final ReentrantLock LARGE = new ReentrantLock();

  /** OpenCV's numbers of the channel of alpha, and how many there are with it. */
  private static final int ALPHA = 3;

  private static final int WITH_ALPHA = 4;

  private final PortableReader portable;

  /** Makes a reader and loads OpenCV's native library on first use. */
  OpenCvReader(ImageLimits limits) {
    super(limits);
    OpenCvLibrary.ensureLoaded();
    portable = new PortableReader(limits);
  }

  /**
   * Reads an image for training.
   *
   * @param file the file's bytes
   * @param channels channels of the model, 1 to 16
   * @param minSide length below which a reduction must not bring either side, in pixels, at least
   *     1; {@link Integer#MAX_VALUE} forbids reduction
   * @return the image, upright, of so many channels
   * @throws MalformedImageException if it is no whole image that is read, too large, or of another
   *     number of channels
   */
  PixelImage read(byte[] file, int channels, int minSide) throws MalformedImageException {
    EncodedImage image = check(file, channels);
    int reduction = reduction(image.info(), minSide);
    if (memory(image.info(), reduction) <= SERIAL_BYTES) {
      return read(image, channels, reduction);
    }
    LARGE.lock();
    try {
      return read(image, channels, reduction);
    } finally {
      LARGE.unlock();
    }
  }

  private PixelImage read(EncodedImage image, int channels, int reduction)
      throws MalformedImageException {
    if (reduction == 1) {
      return read(image, channels);
    }
    if (image.info().format() != ImageFormat.JPEG || !isServed(image.info())) {
      return averaged(read(image, channels), reduction);
    }
    PixelImage samples = decode(image, reduction);
    requireWholeScan(image, samples.toRgb());
    PixelImage upright = samples.upright(image.info().orientation());
    return upright.channels() == channels ? upright : upright.colours();
  }

  /** Returns the largest of 1, 2, 4 and 8 that keeps both sides at {@code minSide} or above. */
  static int reduction(ImageInfo info, int minSide) {
    int shorter = Math.min(info.width(), info.height());
    int reduction = 1;
    while (reduction < MAX_REDUCTION && shorter / (reduction * 2) >= minSide) {
      reduction *= 2;
    }
    return reduction;
  }

  private static long memory(ImageInfo info, int reduction) {
    long whole = info.pixels() * info.coding().channels() * info.coding().bits() / 8;
    if (info.format() != ImageFormat.JPEG) {
      return whole;
    }
    // A progressive file's coefficients, 16 bits each, stay in memory until the last scan.
    long coefficients =
        info.coding().progressive() ? info.pixels() * info.coding().components() * 2 : 0;
    return coefficients + (isServed(info) ? whole / ((long) reduction * reduction) : whole);
  }

  private static PixelImage averaged(PixelImage image, int reduction) {
    int depth = image.bits() == 8 ? CvType.CV_8U : CvType.CV_16U;
    int channels = image.channels();
    Mat whole = new Mat(image.height(), image.width(), CvType.makeType(depth, channels));
    Mat small = new Mat();
    try (OpenCvThreads threads = OpenCvThreads.one()) {
      if (image.bits() == 8) {
        whole.put(0, 0, image.bytes());
      } else {
        whole.put(0, 0, image.shorts());
      }
      int width = image.width() / reduction;
      int height = image.height() / reduction;
      Size size = new Size(width, height);
      Imgproc.resize(whole, small, size, 0, 0, Imgproc.INTER_AREA);
      return samples(small, channels);
    } finally {
      whole.release();
      small.release();
    }
  }

  @Override
  protected PixelImage decode(EncodedImage image) throws MalformedImageException {
    return isServed(image.info()) ? decode(image, 1) : portable.decode(image);
  }

  /** Whether OpenCV delivers the same as the portable reader; its inks are off by one. */
  private static boolean isServed(ImageInfo info) {
    return switch (info.format()) {
      case JPEG -> info.coding().components() < WITH_ALPHA;
      case PNG, WEBP -> true;
      case BMP, TIFF -> false;
    };
  }

  private static PixelImage decode(EncodedImage image, int reduction)
      throws MalformedImageException {
    requireWholeScans(image);
    if (image.info().format() == ImageFormat.JPEG) {
      Optional<PixelImage> picture =
          TurboJpeg.find().flatMap(it -> it.decode(image.file(), image.info(), reduction));
      if (picture.isPresent()) {
        return picture.get();
      }
    }
    return decodeByOpenCv(image, reduction);
  }

  static PixelImage decodeByOpenCv(EncodedImage image, int reduction)
      throws MalformedImageException {
    MatOfByte encoded = new MatOfByte(image.file());
    Mat decoded = null;
    try (OpenCvThreads threads = OpenCvThreads.one()) {
      decoded = Imgcodecs.imdecode(encoded, flags(image.info(), reduction));
      if (decoded.empty()) {
        throw new MalformedImageException(
            "damaged: the %s data cannot be decoded".formatted(image.info().format().title()));
      }
      return arranged(decoded, image.info().coding().channels());
    } catch (CvException e) {
      String reason = e.getMessage().lines().findFirst().orElse("OpenCV gave no reason");
      throw new MalformedImageException("damaged: " + reason);
    } finally {
      // Native memory is not on the collector's books: it must go now.
      encoded.release();
      if (decoded != null) {
        decoded.release();
      }
    }
  }

  private static int flags(ImageInfo info, int reduction) {
    if (info.format() == ImageFormat.PNG || info.coding().channels() == WITH_ALPHA) {
      return Imgcodecs.IMREAD_UNCHANGED;
    }
    boolean grey = info.coding().channels() == 1;
    int flags =
        switch (reduction) {
          case 2 -> grey ? Imgcodecs.IMREAD_REDUCED_GRAYSCALE_2 : Imgcodecs.IMREAD_REDUCED_COLOR_2;
          case 4 -> grey ? Imgcodecs.IMREAD_REDUCED_GRAYSCALE_4 : Imgcodecs.IMREAD_REDUCED_COLOR_4;
          case 8 -> grey ? Imgcodecs.IMREAD_REDUCED_GRAYSCALE_8 : Imgcodecs.IMREAD_REDUCED_COLOR_8;
          default -> grey ? Imgcodecs.IMREAD_GRAYSCALE : Imgcodecs.IMREAD_COLOR;
        };
    return flags | Imgcodecs.IMREAD_IGNORE_ORIENTATION;
  }

  /** Brings OpenCV's channels, of which there are 1, 3 or 4, into our order and number. */
  private static PixelImage arranged(Mat found, int channels) {
    if (channels == 1 && found.channels() == 1) {
      return samples(found, 1);
    }
    // In place OpenCV would copy its input first.
    Mat image = new Mat();
    try {
      if (channels == 1) {
        Core.extractChannel(found, image, 0);
      } else if (channels == 2) {
        greyAndAlpha(found, image);
      } else {
        Imgproc.cvtColor(found, image, conversion(found.channels(), channels));
      }
      return samples(image, channels);
    } finally {
      image.release();
    }
  }

  private static int conversion(int found, int channels) {
    if (channels == WITH_ALPHA) {
      return found == WITH_ALPHA ? Imgproc.COLOR_BGRA2RGBA : Imgproc.COLOR_BGR2RGBA;
    }
    return switch (found) {
      case 1 -> Imgproc.COLOR_GRAY2RGB;
      case WITH_ALPHA -> Imgproc.COLOR_BGRA2RGB;
      default -> Imgproc.COLOR_BGR2RGB;
    };
  }

  private static void greyAndAlpha(Mat found, Mat image) {
    if (found.channels() != WITH_ALPHA) {
      throw new CvException("expected grey and alpha, got %s channels".formatted(found.channels()));
    }
    Mat grey = new Mat();
    Mat alpha = new Mat();
    try {
      Core.extractChannel(found, grey, 0);
      Core.extractChannel(found, alpha, ALPHA);
      Core.merge(List.of(grey, alpha), image);
    } finally {
      grey.release();
      alpha.release();
    }
  }

  private static PixelImage samples(Mat image, int channels) {
    int length = Math.multiplyExact(Math.toIntExact(image.total()), channels);
    if (image.depth() == CvType.CV_16U) {
      short[] shorts = new short[length];
      image.get(0, 0, shorts);
      return PixelImage.of(image.cols(), image.rows(), channels, shorts);
    }
    byte[] bytes = new byte[length];
    image.get(0, 0, bytes);
    return PixelImage.of(image.cols(), image.rows(), channels, bytes);
  }
}
