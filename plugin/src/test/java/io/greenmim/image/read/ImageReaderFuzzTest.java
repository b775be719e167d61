package io.greenmim.image.read;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of an image file: refused in one line, or pixels of the size that the header says. */
class ImageReaderFuzzTest {

  private static final String LOSSLESS =
      "UklGRjQAAABXRUJQVlA4TCcAAAAvJ8AFALmM6H/sIqL/ASJtm6HJmH+tpycEApSpwhhH9o8J6NhVeUsA";

  /** Small, so that no input takes long. */
  private static final PortableReader READER =
      new PortableReader(new ImageLimits(1 << 16, 300, 10_000));

  static Stream<byte[]> seeds() throws IOException {
    Path file = Files.createTempFile("seed", ".png");
    byte[] png = Files.readAllBytes(TinyImages.write(file, TinyImages.noisy(9, 4, 1)));
    Files.delete(file);
    return Stream.of(
        PortableReaderTest.LOSSY_WEBP,
        Base64.getDecoder().decode(LOSSLESS),
        Base64.getDecoder().decode(PortableReaderTest.ENDLESS_WEBP),
        png,
        written("jpeg"),
        written("bmp"),
        written("tiff"));
  }

  private static byte[] written(String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_3BYTE_BGR), format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] file) {
    try {
      ImageInfo info = ImageInfo.of(file);
      PixelImage samples = READER.read(file);
      require(samples.width() == info.width() && samples.height() == info.height(), "size");
      require(samples.toRgb().width() == samples.width(), "view");
    } catch (MalformedImageException e) {
      require(e.getMessage() != null && e.getMessage().lines().count() == 1, e.toString());
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
