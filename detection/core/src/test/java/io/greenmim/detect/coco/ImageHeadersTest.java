package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.testing.TurnedJpeg;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeadersTest {

  @TempDir private Path folder;

  private Optional<ImageSize> size(String name) throws IOException {
    return new ImageHeaders(folder).of(new CocoImage(1, name, 1, 1));
  }

  private static byte[] picture(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), format, out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp"})
  void readsTheSize(String format) throws IOException {
    Files.write(folder.resolve("a.bin"), picture(format));

    assertEquals(Optional.of(new ImageSize(30, 20)), size("a.bin"));
  }

  @Test
  void readsTheSizeOfWebp() throws IOException {
    // One lossless pixel, as libwebp writes it.
    String pixel = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";
    Files.write(folder.resolve("a.webp"), Base64.getDecoder().decode(pixel));

    assertEquals(Optional.of(new ImageSize(1, 1)), size("a.webp"));
  }

  @Test
  void turnsAPhotographUpright() throws IOException {
    byte[] turned = TurnedJpeg.of(picture("jpg"), ByteOrder.BIG_ENDIAN);
    Files.write(folder.resolve("turned.jpg"), turned);

    assertEquals(Optional.of(new ImageSize(20, 30)), size("turned.jpg"));
    assertEquals(
        Optional.of(new ImageSize(30, 20)),
        new ImageHeaders(folder).stored(new CocoImage(1, "turned.jpg", 1, 1)));
  }

  @Test
  void tellsMissingFromDamaged() throws IOException {
    Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(picture("jpg"), 40));
    Files.writeString(folder.resolve("text.jpg"), "no picture at all");

    assertEquals(Optional.empty(), size("none.jpg"));
    assertThrows(IOException.class, () -> size("cut.jpg"));
    IOException text = assertThrows(IOException.class, () -> size("text.jpg"));
    assertTrue(
        text.getMessage().startsWith("not a JPEG, PNG, BMP, WebP or TIFF file"), text.getMessage());
  }

  @Test
  void noFileHasAnyName() throws IOException {
    assertEquals(Optional.empty(), size("a\0b.png"));
  }
}
