package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.EncodedImage;
import io.greenmim.image.read.ImageInfo;
import io.greenmim.train.testing.DrawnFile;
import io.greenmim.train.testing.DrawnJpeg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.imgcodecs.Imgcodecs;

class TurboJpegTest {

  private static final int WIDTH = 187;
  private static final int HEIGHT = 93;
  private static final int CMYK = 4;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void picturesAreThoseOfOpenCvToTheByte(int reduction) throws IOException {
    TurboJpeg library = library();
    List<byte[]> files = files();
    for (byte[] file : files) {
      EncodedImage image = checked(file);
      PixelImage expected = OpenCvReader.decodeByOpenCv(image, reduction);
      PixelImage got = library.decode(file, image.info(), reduction).orElseThrow();
      assertEquals(expected.width(), got.width());
      assertEquals(expected.height(), got.height());
      assertEquals(expected.channels(), got.channels());
      assertArrayEquals(expected.bytes(), got.bytes());
    }
    assertTrue(files.size() > 10, "files " + files.size());
  }

  /** Each subsampling of the colours, progressive and not, fine and coarse; grey; and metadata. */
  private static List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    PixelImage picture = noise();
    for (int sampling : new int[] {0x111111, 0x211111, 0x221111, 0x121111, 0x411111}) {
      for (int progressive = 0; progressive <= 1; progressive++) {
        files.add(
            TestImages.encode(
                picture,
                ".jpg",
                Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                sampling,
                Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                progressive,
                Imgcodecs.IMWRITE_JPEG_QUALITY,
                progressive == 0 ? 90 : 30));
      }
    }
    byte[] grey = Arrays.copyOf(picture.bytes(), WIDTH * HEIGHT);
    files.add(TestImages.encode(WIDTH, HEIGHT, CvType.CV_8UC1, grey, ".jpg"));
    for (DrawnFile drawn : DrawnJpeg.all()) {
      if (checked(drawn.file()).info().coding().components() < CMYK) {
        files.add(drawn.file());
      }
    }
    return files;
  }

  private static PixelImage noise() {
    byte[] rgb = TestImages.gradient(WIDTH, HEIGHT).bytes();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] += (byte) random.nextInt(60);
    }
    return PixelImage.rgb(WIDTH, HEIGHT, rgb);
  }

  @Test
  void aFileItRemarksOnIsLeftToOpenCv() throws IOException {
    TurboJpeg library = library();
    byte[] file = TestImages.encode(noise(), ".jpg");
    byte[] holed = file.clone();
    Arrays.fill(holed, file.length / 2, file.length - 2, (byte) 0);
    assertEquals(Optional.empty(), library.decode(holed, checked(file).info(), 1));
  }

  @Test
  void aPictureOfAnotherSizeIsNotShrunkToTheOneExpected() throws IOException {
    TurboJpeg library = library();
    byte[] file = TestImages.encode(noise(), ".jpg");
    byte[] larger = TestImages.encode(TestImages.gradient(2 * WIDTH, 2 * HEIGHT), ".jpg");
    assertEquals(Optional.empty(), library.decode(larger, checked(file).info(), 1));
  }

  @Test
  void noLibraryIsNoFault() {
    assertEquals(Optional.empty(), TurboJpeg.load("greenmim-has-no-such-library"));
  }

  private static EncodedImage checked(byte[] file) throws IOException {
    return new EncodedImage(file, ImageInfo.of(file));
  }

  private static TurboJpeg library() {
    OpenCvLibrary.ensureLoaded();
    Optional<TurboJpeg> library = TurboJpeg.find();
    assumeTrue(library.isPresent(), "the system has no TurboJPEG library (Debian: libturbojpeg0)");
    return library.orElseThrow();
  }
}
