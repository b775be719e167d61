package io.greenmim.train.data;

import io.greenmim.image.PixelImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/** Makes image files of known content. */
final class TestImages {

  private TestImages() {}

  /** Red 4x, green 6y, blue 128, modulo 256. */
  static PixelImage gradient(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int p = 0; p < width * height; p++) {
      rgb[p * 3] = (byte) (4 * (p % width));
      rgb[p * 3 + 1] = (byte) (6 * (p / width));
      rgb[p * 3 + 2] = (byte) 128;
    }
    return PixelImage.rgb(width, height, rgb);
  }

  /** Every pixel has the same three values. */
  static PixelImage plain(int width, int height, int red, int green, int blue) {
    byte[] rgb = new byte[width * height * 3];
    for (int p = 0; p < width * height; p++) {
      rgb[p * 3] = (byte) red;
      rgb[p * 3 + 1] = (byte) green;
      rgb[p * 3 + 2] = (byte) blue;
    }
    return PixelImage.rgb(width, height, rgb);
  }

  /** Encodes an image in the format of an extension such as {@code ".png"}. */
  static byte[] encode(PixelImage image, String extension, int... parameters) {
    byte[] bgr = new byte[image.bytes().length];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = image.bytes()[i - i % 3 + 2 - i % 3];
    }
    return encode(image.width(), image.height(), CvType.CV_8UC3, bgr, extension, parameters);
  }

  /** Encodes samples in OpenCV's channel order. */
  static byte[] encode(
      int width, int height, int type, byte[] samples, String extension, int... parameters) {
    OpenCvLibrary.ensureLoaded();
    Mat mat = new Mat(height, width, type);
    mat.put(0, 0, samples);
    return encode(mat, extension, parameters);
  }

  static byte[] encode(Mat mat, String extension, int... parameters) {
    MatOfByte encoded = new MatOfByte();
    if (!Imgcodecs.imencode(extension, mat, encoded, new MatOfInt(parameters))) {
      throw new AssertionError("OpenCV cannot encode " + extension);
    }
    return encoded.toArray();
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = TestImages.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  static Path write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /**
   * A whole baseline JPEG file of one grey tone: with one-bit Huffman codes for "difference 0" and
   * "end of block", every block is two zero bits.
   */
  static byte[] flatGreyJpeg(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(0xffd8);
    out.writeShort(0xffdb);
    out.writeShort(67);
    out.write(0);
    byte[] quantisation = new byte[64];
    java.util.Arrays.fill(quantisation, (byte) 16);
    out.write(quantisation);
    out.writeShort(0xffc0);
    out.writeShort(11);
    out.write(8);
    out.writeShort(height);
    out.writeShort(width);
    out.write(new byte[] {1, 1, 0x11, 0});
    for (int table : new int[] {0x00, 0x10}) {
      out.writeShort(0xffc4);
      out.writeShort(20);
      out.write(table);
      out.write(1);
      out.write(new byte[15]);
      out.write(0);
    }
    out.writeShort(0xffda);
    out.writeShort(8);
    out.write(new byte[] {1, 1, 0, 0, 63, 0});
    int blocks = ((width + 7) / 8) * ((height + 7) / 8);
    out.write(new byte[blocks / 4]);
    if (blocks % 4 != 0) {
      out.write((1 << (8 - blocks % 4 * 2)) - 1);
    }
    out.writeShort(0xffd9);
    return bytes.toByteArray();
  }

  /** A PNG file of black pixels with one bit each; a few hundred bytes per million pixels. */
  static byte[] blackPng(int width, int height) throws IOException {
    Deflater deflater = new Deflater();
    byte[] row = new byte[1 + (width + 7) / 8];
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    for (int y = 0; y < height; y++) {
      deflater.setInput(row);
      for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
        packed.write(buffer, 0, n);
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(header);
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {1, 0, 0, 0, 0});
    chunk(bytes, "IHDR", header.toByteArray());
    chunk(bytes, "IDAT", packed.toByteArray());
    chunk(bytes, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream bytes, String tag, byte[] data)
      throws IOException {
    byte[] name = tag.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }
}
