package io.greenmim.train.testing;

import io.greenmim.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * An image file that a test drew.
 *
 * @param name what is special about it
 * @param file its bytes
 * @param picture what it shows, upright
 * @param tolerance how far a decoder may be off in a sample, 0 where the file is lossless
 */
public record DrawnFile(String name, byte[] file, RgbImage picture, int tolerance) {

  /** Columns of {@link #scene}. */
  public static final int WIDTH = 40;

  /** Rows of {@link #scene}. */
  public static final int HEIGHT = 24;

  /** A picture whose corners and halves all differ, and whose colours change slowly. */
  public static RgbImage scene() {
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      int x = p % WIDTH;
      int y = p / WIDTH;
      rgb[3 * p] = (byte) (40 + 4 * x);
      rgb[3 * p + 1] = (byte) (30 + 6 * y);
      rgb[3 * p + 2] = (byte) (200 - 2 * x - 2 * y);
    }
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  /** The picture with each pixel's red in all channels. */
  public static RgbImage grey(RgbImage image) {
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = rgb[i - i % 3];
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  /** The picture with every sample brought to the nearest of so many levels. */
  public static RgbImage levels(RgbImage image, int levels) {
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((rgb[i] & 0xff) * levels / 256 * 255 / (levels - 1));
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  /** What is seen of a stored picture under an orientation of EXIF: 1, 3, 6 or 8. */
  public static RgbImage turned(RgbImage stored, int orientation) {
    int width = orientation < 5 ? stored.width() : stored.height();
    int height = orientation < 5 ? stored.height() : stored.width();
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      rgb[i] =
          (byte)
              switch (orientation) {
                case 1 -> stored.sample(x, y, i % 3);
                case 3 -> stored.sample(width - 1 - x, height - 1 - y, i % 3);
                case 6 -> stored.sample(y, width - 1 - x, i % 3);
                case 8 -> stored.sample(height - 1 - y, x, i % 3);
                default -> throw new IllegalArgumentException("orientation " + orientation);
              };
    }
    return new RgbImage(width, height, rgb);
  }

  /** Exif data that hold the orientation alone, as SHORT (3), LONG (4) or another type. */
  public static byte[] exif(ByteOrder order, int type, int orientation) {
    ByteBuffer block = ByteBuffer.allocate(26).order(order);
    block.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949)).putShort((short) 42);
    block.putInt(8).putShort((short) 1).putShort((short) 0x112).putShort((short) type).putInt(1);
    if (type == 4) {
      block.putInt(orientation);
    } else {
      block.putShort((short) orientation).putShort((short) 0);
    }
    return block.array();
  }

  /** An XMP packet that says how the picture is stored. */
  public static byte[] xmp(int orientation) {
    return bytes("<rdf:Description tiff:Orientation=\"%s\"/>".formatted(orientation));
  }

  /** ASCII text as bytes. */
  public static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Puts byte arrays one after the other. */
  public static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    return out.toByteArray();
  }

  /** How far an image is off the picture: nothing if the sizes differ, else the worst sample. */
  public Optional<Integer> error(RgbImage image) {
    return difference(picture, image);
  }

  /** The largest difference of two images; nothing if their sizes differ. */
  public static Optional<Integer> difference(RgbImage a, RgbImage b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      return Optional.empty();
    }
    int worst = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      worst = Math.max(worst, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
    }
    return Optional.of(worst);
  }

  @Override
  public String toString() {
    return name;
  }
}
