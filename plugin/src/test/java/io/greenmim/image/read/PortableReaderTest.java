package io.greenmim.image.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyImages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More of it is compared with OpenCV in the training module, over files of all kinds. */
class PortableReaderTest {

  /** A smooth picture of 40 x 24, coded by libwebp. */
  static final byte[] LOSSY_WEBP =
      Base64.getDecoder()
          .decode(
              "UklGRpAAAABXRUJQVlA4IIQAAAAQBQCdASooABgAPq1GnEm/o6MhMBqtU/AViWgAnTKEfAfEcYqEznZVQDEX"
                  + "posY4ZFAAP7rrUfrwE/rP/+OBpg23gIsa8vEFoPR4TYkiPUoIsGyGF95zBCucTbWdMZJwgbE"
                  + "JiUqTXdl5U9rSIZtSS/GtVJ+dMSSU3nhmzSYatyQOPdAAAA=");

  /** 40 x 24, lossless, damaged: its 39 bytes announce thousands of tables of codes. */
  static final String ENDLESS_WEBP =
      "UklGRjQAAABXRUJQVlA4TCcAAAAvJ8AFAIy56H/sIqL/ASJtm6HJmH+tpycEApSpwhhH9o8J6NhVeUsA";

  private static final int LOSS = 16;
  private static final PortableReader READER = new PortableReader(ImageLimits.USUAL);

  @TempDir private Path folder;

  @Test
  void lossyWebpShowsWhatWasCoded() throws IOException {
    PixelImage image = READER.read(LOSSY_WEBP).toRgb();
    assertEquals(40, image.width());
    assertEquals(24, image.height());
    for (int i = 0; i < 40 * 24; i++) {
      int x = i % 40;
      int y = i / 40;
      assertEquals(40 + 4 * x, image.sample(x, y, 0), LOSS, "red of " + i);
      assertEquals(30 + 6 * y, image.sample(x, y, 1), LOSS, "green of " + i);
      assertEquals(200 - 2 * x - 2 * y, image.sample(x, y, 2), LOSS, "blue of " + i);
    }
  }

  @Test
  void cutWebpIsRefusedThoughItsContainerIsWhole() {
    byte[] cut = Arrays.copyOf(LOSSY_WEBP, LOSSY_WEBP.length - 60);
    cut[4] = (byte) (cut.length - 8);
    cut[16] = (byte) (cut.length - 20);
    MalformedImageException refused =
        assertThrows(MalformedImageException.class, () -> READER.read(cut));
    assertTrue(
        refused.getMessage().startsWith("damaged: the WebP data cannot be decoded"),
        refused::toString);
  }

  @Test
  void zerosBehindTheEndAreNotDecodedForMinutes() {
    byte[] file = Base64.getDecoder().decode(ENDLESS_WEBP);
    MalformedImageException refused =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> assertThrows(MalformedImageException.class, () -> READER.read(file)));
    assertEquals("truncated: the WebP data end before the last pixel", refused.getMessage());
  }

  @Test
  void limitsAreCheckedBeforeDecoding() throws IOException {
    byte[] png =
        Files.readAllBytes(TinyImages.write(folder.resolve("a"), TinyImages.noisy(9, 4, 1)));
    assertLimit(new ImageLimits(50, 100, 100), png, "the limit of setting 'maxImageBytes' is 50");
    assertLimit(
        new ImageLimits(9999, 8, 100), png, "the limit of setting 'maxImageSide' is 8 a side");
    assertLimit(
        new ImageLimits(9999, 9, 35), png, "the limit of setting 'maxImagePixels' is 35 in all");
    assertEquals(9, new PortableReader(new ImageLimits(9999, 9, 36)).read(png).width());
    // Without any pixel behind its header, the size is refused all the same.
    ByteBuffer.wrap(png).putInt(16, 60_000);
    assertThrows(MalformedImageException.class, () -> READER.read(png));
  }

  private static void assertLimit(ImageLimits limits, byte[] file, String expected) {
    MalformedImageException refused =
        assertThrows(MalformedImageException.class, () -> new PortableReader(limits).read(file));
    assertTrue(refused.getMessage().startsWith("too large: "), refused::toString);
    assertTrue(refused.getMessage().contains(expected), refused::toString);
  }

  @Test
  void noMoreIsReadThanTheLimit() throws IOException {
    ImageLimits limits = new ImageLimits(10, 1, 1);
    int[] given = {0};
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            given[0]++;
            return 0;
          }

          @Override
          public int read(byte[] to, int from, int count) {
            given[0] += count;
            return count;
          }
        };
    assertThrows(MalformedImageException.class, () -> limits.read(endless));
    assertEquals(11, given[0]);
    assertEquals(10, limits.read(new ByteArrayInputStream(new byte[10])).length);
    Path file = Files.write(folder.resolve("b"), new byte[11]);
    assertThrows(MalformedImageException.class, () -> limits.read(file));
    byte[] ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    assertArrayEquals(ten, limits.read(Files.write(folder.resolve("c"), ten)));
  }

  /** Files that the system makes while they are read say that they are empty. */
  @Test
  void allIsReadOfAFileThatSaysLess() throws IOException {
    Path file = Path.of("/proc/self/cmdline");
    assumeTrue(Files.isRegularFile(file), "no such files on this system");
    assertEquals(0, Files.size(file));
    byte[] whole = Files.readAllBytes(file);
    assertTrue(whole.length > 10);
    assertArrayEquals(whole, ImageLimits.USUAL.read(file));
    ImageLimits few = new ImageLimits(10, 1, 1);
    assertThrows(MalformedImageException.class, () -> few.read(file));
  }

  @Test
  void namesThatCannotBePrintedAreNotPrinted() throws IOException {
    byte[] png =
        Files.readAllBytes(TinyImages.write(folder.resolve("e"), TinyImages.noisy(9, 4, 1)));
    png[37] = '\n';
    MalformedImageException refused =
        assertThrows(MalformedImageException.class, () -> READER.read(png));
    assertEquals("damaged: a PNG chunk without a name", refused.getMessage());
  }

  @Test
  void limitsHaveRanges() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new ImageLimits(1, 0, 1));
    assertEquals(
        "maxImageSide: expected a number from 1 to 2147483647, got 0", refused.getMessage());
  }

  /** The header of a large file is read, and not the rest. */
  @Test
  void theSizeIsReadFromTheBeginning() throws IOException {
    ByteArrayOutputStream large = new ByteArrayOutputStream();
    large.write(
        Files.readAllBytes(TinyImages.write(folder.resolve("c"), TinyImages.noisy(9, 4, 1))));
    large.write(new byte[1 << 20]);
    ImageInfo info = ImageInfo.of(Files.write(folder.resolve("d"), large.toByteArray()));
    assertEquals(9, info.width());
    assertEquals(4, info.height());
    assertEquals(ImageFormat.PNG, info.format());
  }
}
