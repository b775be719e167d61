package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.image.PixelImage;
import io.greenmim.train.testing.DrawnFile;
import io.greenmim.train.testing.DrawnJpeg;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;

class ImageDecoderTest {

  private static final int FULL = Integer.MAX_VALUE;

  /** Largest error of a sample that JPEG at quality 95 makes in a smooth picture. */
  private static final int JPEG_ERROR = 8;

  private static final PixelImage GRADIENT = TestImages.gradient(60, 40);

  private final ImageDecoder decoder = new ImageDecoder();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {".png", ".bmp"})
  void losslessFormatsAreExact(String extension) throws IOException {
    assertArrayEquals(
        GRADIENT.bytes(), decode(TestImages.encode(GRADIENT, extension), FULL).bytes());
  }

  @Test
  void losslessWebpIsExact() throws IOException {
    // Quality above 100 asks OpenCV for lossless coding.
    byte[] file = TestImages.encode(GRADIENT, ".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
    assertArrayEquals(GRADIENT.bytes(), decode(file, FULL).bytes());
  }

  @Test
  void lossyWebpIsClose() throws IOException {
    byte[] file = TestImages.encode(GRADIENT, ".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 95);
    assertClose(GRADIENT, decode(file, FULL), 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void jpegIsClose(int progressive) throws IOException {
    byte[] file =
        TestImages.encode(
            GRADIENT,
            ".jpg",
            Imgcodecs.IMWRITE_JPEG_QUALITY,
            95,
            Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
            progressive);
    assertClose(GRADIENT, decode(file, FULL), JPEG_ERROR);
  }

  /** The same gradient, written as CMYK with Adobe's inverted samples by Pillow. */
  @Test
  void cmykJpegIsConverted() throws IOException {
    assertClose(GRADIENT, decode(TestImages.resource("cmyk.jpg"), FULL), JPEG_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {".png", ".jpg", ".bmp"})
  void greyIsRepeated(String extension) throws IOException {
    byte[] grey = {10, 20, 30, 40, 50, 60};
    PixelImage image =
        decode(TestImages.encode(3, 2, CvType.CV_8UC1, grey, extension, quality(extension)), FULL);
    assertEquals(3, image.width());
    for (int p = 0; p < 6; p++) {
      assertEquals(grey[p], image.sample(p % 3, p / 3, 0), 2);
      assertEquals(image.sample(p % 3, p / 3, 0), image.sample(p % 3, p / 3, 1));
      assertEquals(image.sample(p % 3, p / 3, 0), image.sample(p % 3, p / 3, 2));
    }
  }

  @Test
  void alphaIsDroppedNotBlended() throws IOException {
    // Blue, green, red, alpha.
    byte[] samples = {1, 2, 3, 0, 4, 5, 6, 127, 7, 8, 9, (byte) 255};
    PixelImage image = decode(TestImages.encode(3, 1, CvType.CV_8UC4, samples, ".png"), FULL);
    assertArrayEquals(new byte[] {3, 2, 1, 6, 5, 4, 9, 8, 7}, image.bytes());
  }

  @Test
  void sixteenBitSamplesAreDividedBy257() throws IOException {
    OpenCvLibrary.ensureLoaded();
    Mat mat = new Mat(1, 2, CvType.CV_16UC1);
    mat.put(0, 0, new short[] {0x12ff, (short) 0xfe01});
    PixelImage image = decode(TestImages.encode(mat, ".png"), FULL);
    assertEquals(16, image.bits());
    assertArrayEquals(new byte[] {0x13, 0x13, 0x13, -3, -3, -3}, image.toRgb().bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {".png", ".jpg", ".bmp", ".webp"})
  void onePixel(String extension) throws IOException {
    PixelImage pixel = TestImages.plain(1, 1, 200, 100, 50);
    PixelImage image = decode(TestImages.encode(pixel, extension, quality(extension)), 224);
    assertEquals(1, image.width());
    assertEquals(1, image.height());
    assertClose(pixel, image, 6);
  }

  /** Orientation 6: the stored picture is to be turned clockwise by a quarter. */
  @Test
  void exifOrientationIsApplied() throws IOException {
    byte[] jpeg = TestImages.encode(GRADIENT, ".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY, 95);
    byte[] exif = DrawnFile.exif(ByteOrder.LITTLE_ENDIAN, 3, 6);
    PixelImage image = decode(DrawnJpeg.withExif(jpeg, exif), FULL);
    assertEquals(40, image.width());
    assertEquals(60, image.height());
    for (int y = 0; y < 60; y += 7) {
      for (int x = 0; x < 40; x += 7) {
        assertEquals(GRADIENT.sample(y, 39 - x, 0), image.sample(x, y, 0), JPEG_ERROR);
        assertEquals(GRADIENT.sample(y, 39 - x, 1), image.sample(x, y, 1), JPEG_ERROR);
      }
    }
  }

  @Test
  void theContentTellsTheFormatNotTheName() throws IOException {
    Path file = TestImages.write(folder, "really-a-png.jpg", TestImages.encode(GRADIENT, ".png"));
    assertArrayEquals(GRADIENT.bytes(), decoder.decode(file, 3, FULL).bytes());
  }

  /** 600 x 400: half while 200 is enough, a quarter from 100, an eighth from 50 on down. */
  @ParameterizedTest
  @CsvSource({
    "201, 600, 400",
    "200, 300, 200",
    "101, 300, 200",
    "100, 150, 100",
    "50, 75, 50",
    "1, 75, 50"
  })
  void largePicturesAreReduced(int minSide, int width, int height) throws IOException {
    PixelImage plain = TestImages.plain(600, 400, 90, 160, 30);
    for (String extension : new String[] {".jpg", ".png", ".bmp", ".webp"}) {
      PixelImage image = decode(TestImages.encode(plain, extension, quality(extension)), minSide);
      assertEquals(width, image.width(), extension);
      assertEquals(height, image.height(), extension);
      assertClose(TestImages.plain(width, height, 90, 160, 30), image, 4);
    }
  }

  @Test
  void losslessReductionAverages() throws IOException {
    byte[] grey = {0, 100, 10, 30, 100, 0, 30, 10};
    PixelImage image = decode(TestImages.encode(4, 2, CvType.CV_8UC1, grey, ".png"), 1);
    assertArrayEquals(new byte[] {50, 50, 50, 20, 20, 20}, image.bytes());
  }

  private static int[] quality(String extension) {
    return switch (extension) {
      case ".jpg" -> new int[] {Imgcodecs.IMWRITE_JPEG_QUALITY, 98};
      case ".webp" -> new int[] {Imgcodecs.IMWRITE_WEBP_QUALITY, 101};
      default -> new int[0];
    };
  }

  private PixelImage decode(byte[] bytes, int minSide) throws IOException {
    return decoder.decode(TestImages.write(folder, "image", bytes), 3, minSide);
  }

  private static void assertClose(PixelImage expected, PixelImage actual, int tolerance) {
    assertEquals(expected.width(), actual.width());
    assertEquals(expected.height(), actual.height());
    for (int i = 0; i < expected.bytes().length; i++) {
      assertEquals(expected.bytes()[i] & 0xff, actual.bytes()[i] & 0xff, tolerance, "sample " + i);
    }
  }

  @Test
  void missingFileNamesItself() {
    Path file = folder.resolve("gone.jpg");
    UnreadableImageException e =
        assertThrows(UnreadableImageException.class, () -> decoder.decode(file, 3, FULL));
    assertEquals(file, e.file());
  }
}
