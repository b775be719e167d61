package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.greenmim.image.Orientation;
import io.greenmim.image.RgbImage;
import io.greenmim.image.read.ImageSamples;
import io.greenmim.testing.TinyImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelReaderTest {

  private static final InputSettings SETTINGS = InputSettings.of(Map.of());

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 8})
  void photographsAreTurnedUpright(int number, @TempDir Path folder) throws IOException {
    byte[] plain = jpeg(TinyImages.noisy(40, 24, 1));
    Path file = Files.write(folder.resolve("photo.jpg"), withOrientation(plain, number));
    try (NDManager manager = NDManager.newBaseManager();
        InputStream stream = Files.newInputStream(file)) {
      RgbImage stored =
          PixelReader.of(InputStream.class, SETTINGS)
              .read(manager, new ByteArrayInputStream(plain));
      RgbImage expected = ImageSamples.of(stored).upright(Orientation.of(number)).rgb();
      assertEquals(number < 5 ? 40 : 24, expected.width());
      for (RgbImage read :
          new RgbImage[] {
            PixelReader.of(Path.class, SETTINGS).read(manager, file),
            PixelReader.of(URL.class, SETTINGS).read(manager, file.toUri().toURL()),
            PixelReader.of(String.class, SETTINGS).read(manager, file.toString()),
            PixelReader.of(InputStream.class, SETTINGS).read(manager, stream)
          }) {
        assertEquals(expected.width(), read.width());
        assertArrayEquals(expected.rgb(), read.rgb());
      }
    }
  }

  private static byte[] jpeg(RgbImage image) throws IOException {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      picture.setRGB(
          x, y, image.sample(x, y, 0) << 16 | image.sample(x, y, 1) << 8 | image.sample(x, y, 2));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpeg", out);
    return out.toByteArray();
  }

  /** Puts an APP1 segment with one EXIF entry, the orientation, after the file's first marker. */
  private static byte[] withOrientation(byte[] jpeg, int number) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(
        HexFormat.of()
            .parseHex(
                "ffe10022"
                    + "457869660000"
                    + "4d4d002a00000008"
                    + "0001"
                    + "0112000300000001"
                    + "000"
                    + number
                    + "0000"
                    + "00000000"));
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }
}
