package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.MalformedImageException;
import io.greenmim.image.read.PortableReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.imgcodecs.Imgcodecs;

/** Whatever a file holds, it is an image or a named fault: anything else would end a training. */
class MutatedImagePropertyTest {

  private static final int MUTATIONS = 300;
  private static final PixelImage PICTURE = TestImages.gradient(37, 23);
  private static final ImageLimits SMALL = new ImageLimits(1 << 20, 4096, 1 << 22);

  @TempDir private Path folder;

  private static byte[] file(String kind) throws IOException {
    return switch (kind) {
      case "progressive" ->
          TestImages.encode(PICTURE, ".jpg", Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1);
      case "lossless" -> TestImages.encode(PICTURE, ".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
      case "LZW", "Deflate", "PackBits", "JPEG" -> tiff(kind);
      default -> TestImages.encode(PICTURE, kind);
    };
  }

  private static byte[] tiff(String compression) throws IOException {
    BufferedImage image =
        new BufferedImage(PICTURE.width(), PICTURE.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      image.setRGB(i % image.getWidth(), i / image.getWidth(), 0x010305 * (i % 50));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionType(compression);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Changes a few bytes, mostly near the start, or cuts the file, or doubles a part of it. */
  private static byte[] mutated(byte[] file, SplittableRandom random) {
    byte[] changed = file.clone();
    int bytes = 1 + random.nextInt(4);
    for (int i = 0; i < bytes; i++) {
      int most = random.nextBoolean() ? Math.min(200, changed.length) : changed.length;
      int value = random.nextInt(4) == 0 ? 0xff : random.nextInt(256);
      changed[random.nextInt(most)] = (byte) value;
    }
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(changed, random.nextInt(changed.length));
      case 1 -> Arrays.copyOf(changed, changed.length + random.nextInt(64));
      default -> changed;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".jpg",
        "progressive",
        ".png",
        ".bmp",
        ".webp",
        "lossless",
        "LZW",
        "Deflate",
        "PackBits",
        "JPEG"
      })
  void aChangedFileIsAnImageOrUnreadable(String kind) throws IOException {
    byte[] whole = file(kind);
    ImageDecoder decoder = new ImageDecoder(SMALL);
    PortableReader portable = new PortableReader(SMALL);
    assertEquals(PICTURE.width(), portable.read(whole).width(), "the file before it is changed");
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(whole, new SplittableRandom(31L * i + kind.hashCode()));
      Path path = Files.write(folder.resolve("mutated"), bytes);
      try {
        decoder.decode(path, 3, i % 2 == 0 ? 8 : Integer.MAX_VALUE);
      } catch (UnreadableImageException e) {
        refused++;
        assertEquals(1, e.reason().lines().count(), e.reason());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(kind + " " + HexFormat.of().formatHex(bytes), e);
      }
      try {
        portable.read(bytes);
      } catch (MalformedImageException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(kind + " " + HexFormat.of().formatHex(bytes), e);
      }
    }
    assertTrue(refused > MUTATIONS / 10, refused + " of the files were refused");
  }

  /** An annotation file may name one, and to open it waits for ever. */
  @Test
  void pipesAreNotOpened() throws Exception {
    Path pipe = folder.resolve("pipe.jpg");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo here");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    for (Path path : new Path[] {pipe, folder}) {
      UnreadableImageException refused =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () ->
                  assertThrows(
                      UnreadableImageException.class, () -> new ImageDecoder().decode(path, 3, 1)));
      assertEquals("expected a file, got a folder, pipe, socket or device", refused.reason());
    }
  }
}
