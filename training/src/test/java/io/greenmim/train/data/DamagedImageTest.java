package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.imgcodecs.Imgcodecs;

/** Files that are not whole images, or too large, are refused with one line each. */
class DamagedImageTest {

  private static final int FULL = Integer.MAX_VALUE;
  private static final PixelImage GRADIENT = TestImages.gradient(60, 40);

  private final ImageDecoder decoder = new ImageDecoder();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".bmp", ".webp"})
  void everyPrefixIsRefused(String extension) throws IOException {
    byte[] whole = TestImages.encode(TestImages.gradient(20, 12), extension);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".bmp", ".webp"})
  void bytesAfterTheEndAreIgnored(String extension) throws IOException {
    byte[] whole = TestImages.encode(GRADIENT, extension);
    byte[] longer = Arrays.copyOf(whole, whole.length + 100);
    Path file = TestImages.write(folder, "longer", longer);
    assertEquals(60, decoder.decode(file, 3, FULL).width());
  }

  @Test
  void truncationIsNamed() throws IOException {
    byte[] jpeg = TestImages.encode(GRADIENT, ".jpg");
    assertRefused(Arrays.copyOf(jpeg, jpeg.length * 2 / 3), "truncated: the JPEG file ends");
    byte[] png = TestImages.encode(GRADIENT, ".png");
    assertRefused(Arrays.copyOf(png, png.length - 3), "truncated: " + png.length + " bytes");
    byte[] bmp = TestImages.encode(GRADIENT, ".bmp");
    assertRefused(Arrays.copyOf(bmp, bmp.length - 1), "truncated: " + bmp.length + " bytes");
    byte[] webp = TestImages.encode(GRADIENT, ".webp");
    assertRefused(Arrays.copyOf(webp, webp.length - 1), "truncated: " + webp.length + " bytes");
  }

  /** An interrupted download that was allocated in full: zeros from the middle on. */
  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png"})
  void zeroedTailIsRefused(String extension) throws IOException {
    byte[] file = TestImages.encode(GRADIENT, extension);
    Arrays.fill(file, file.length / 2, file.length, (byte) 0);
    assertRefused(file, extension.equals(".jpg") ? "truncated" : "damaged: wrong checksum");
  }

  /** The end marker of a thumbnail inside of the metadata is not that of the picture. */
  @Test
  void endMarkerOfThumbnailDoesNotCount() throws IOException {
    byte[] jpeg = TestImages.encode(GRADIENT, ".jpg");
    byte[] file = new byte[jpeg.length + 8];
    System.arraycopy(jpeg, 0, file, 0, 2);
    byte[] segment = {(byte) 0xff, (byte) 0xe1, 0, 6, (byte) 0xff, (byte) 0xd9, 0, 0};
    System.arraycopy(segment, 0, file, 2, 8);
    System.arraycopy(jpeg, 2, file, 10, jpeg.length - 2);
    assertEquals(60, decoder.decode(TestImages.write(folder, "whole", file), 3, FULL).width());
    assertRefused(Arrays.copyOf(file, file.length - 20), "truncated: the JPEG file ends");
  }

  /** Markers are looked for eight bytes at a time: they are found at every place among them. */
  @Test
  void endMarkerIsFoundAtEveryPlace() throws IOException {
    byte[] jpeg = TestImages.encode(GRADIENT, ".jpg");
    for (int shift = 0; shift < 17; shift++) {
      byte[] file = new byte[jpeg.length + 4 + shift];
      System.arraycopy(jpeg, 0, file, 0, 2);
      byte[] comment = {(byte) 0xff, (byte) 0xfe, 0, (byte) (2 + shift)};
      System.arraycopy(comment, 0, file, 2, 4);
      System.arraycopy(jpeg, 2, file, 6 + shift, jpeg.length - 2);
      assertEquals(60, decoder.decode(TestImages.write(folder, "shifted", file), 3, FULL).width());
      assertRefused(Arrays.copyOf(file, file.length - 1), "truncated: the JPEG file ends");
      // Fill bytes, which may stand before any marker.
      byte[] filled = Arrays.copyOf(file, file.length + shift);
      Arrays.fill(filled, file.length - 2, filled.length - 1, (byte) 0xff);
      filled[filled.length - 1] = (byte) 0xd9;
      assertEquals(60, decoder.decode(TestImages.write(folder, "filled", filled), 3, FULL).width());
      filled[filled.length - 1] = (byte) 0xff;
      assertRefused(filled, "truncated: the JPEG file ends");
    }
  }

  @Test
  void scanThatEndsEarlyIsRefusedInSpiteOfItsEndMarker() throws IOException {
    byte[] jpeg = TestImages.encode(GRADIENT, ".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY, 95);
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length * 2 / 3);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;
    assertRefused(cut, "truncated: the JPEG scan ends before its last block");
  }

  @Test
  void greyPictureIsNotTakenForATruncatedOne() throws IOException {
    Path file = TestImages.write(folder, "grey.jpg", TestImages.flatGreyJpeg(100, 70));
    PixelImage image = decoder.decode(file, 3, FULL);
    assertEquals(100, image.width());
    assertEquals(128, image.sample(99, 69, 1));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertRefused(
        "Holiday, 2019".getBytes(StandardCharsets.UTF_8),
        "not a JPEG, PNG, BMP, WebP or TIFF file");
    assertRefused(
        "GIF89a".getBytes(StandardCharsets.UTF_8), "not a JPEG, PNG, BMP, WebP or TIFF file");
    assertRefused(new byte[0], "the file is empty");
  }

  @Test
  void damagedPixelsAreRefused() throws IOException {
    byte[] png = TestImages.encode(GRADIENT, ".png");
    png[60] ^= 1;
    assertRefused(png, "damaged: wrong checksum of the PNG chunk IDAT");
    byte[] webp = TestImages.encode(GRADIENT, ".webp");
    Arrays.fill(webp, 20, 30, (byte) 0x55);
    assertRefused(webp, "damaged: WebP data without their signature");
  }

  @Test
  void jpegOf20000By20000IsReduced() throws IOException {
    Path file = TestImages.write(folder, "huge.jpg", TestImages.flatGreyJpeg(20_000, 20_000));
    PixelImage image = decoder.decode(file, 3, 579);
    assertEquals(2500, image.width());
    assertEquals(2500, image.height());
    assertEquals(128, image.sample(1234, 2000, 0));
  }

  @Test
  void pngDecodedOneAtATimeIsReduced() throws IOException {
    int width = 10_000;
    assertTrue(width * 5_000L * 3 > OpenCvReader.SERIAL_BYTES);
    Path file = TestImages.write(folder, "large.png", TestImages.blackPng(width, 5_000));
    PixelImage image = decoder.decode(file, 3, 579);
    assertEquals(1250, image.width());
    assertEquals(625, image.height());
  }

  @Test
  void sizesAboveTheLimitsAreRefused() throws IOException {
    assertRefused(
        TestImages.blackPng(30_001, 1),
        "too large: 30001 x 1 pixels, the limit of setting 'maxImageSide' is 30000 a side");
    assertRefused(
        TestImages.flatGreyJpeg(30_000, 15_001),
        "too large: 30000 x 15001 pixels, the limit of setting 'maxImagePixels' is 450000000 in"
            + " all");
    assertRefused(TestImages.blackPng(0, 5), "damaged: an image of 0 x 5 pixels");
  }

  private void assertRefused(byte[] bytes, String reason) throws IOException {
    Path file = TestImages.write(folder, "image.jpg", bytes);
    UnreadableImageException e =
        assertThrows(
            UnreadableImageException.class,
            () -> decoder.decode(file, 3, FULL),
            () -> bytes.length + " bytes");
    assertTrue(e.reason().contains(reason), e.reason());
    assertEquals(file + ": " + e.reason(), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
