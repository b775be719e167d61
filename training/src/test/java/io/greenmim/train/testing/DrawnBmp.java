package io.greenmim.train.testing;

import static io.greenmim.train.testing.DrawnFile.bytes;
import static io.greenmim.train.testing.DrawnFile.grey;
import static io.greenmim.train.testing.DrawnFile.join;
import static io.greenmim.train.testing.DrawnFile.levels;

import io.greenmim.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** BMP files of all kinds, written here byte by byte. */
public final class DrawnBmp {

  private static final int RLE8 = 1;
  private static final int BIT_FIELDS = 3;

  private DrawnBmp() {}

  /** All kinds. */
  public static List<DrawnFile> all() throws IOException {
    RgbImage scene = DrawnFile.scene();
    RgbImage grey = grey(scene);
    return List.of(
        bmp("bmp, 24 bits", scene, 24, 0, false, 0),
        bmp("bmp, 24 bits, top row first", scene, 24, 0, true, 0),
        withLength(bmp("bmp, its length nil in its header", scene, 24, 0, false, 0), 0),
        withLength(bmp("bmp, too short a length in its header", grey, 8, 0, false, 0), 99),
        bmp("bmp, 32 bits", scene, 32, 0, false, 0),
        bmp("bmp, 32 bits in fields", scene, 32, BIT_FIELDS, false, 0),
        // Five or six bits a sample: 8 tones are lost at most, less than half of them by rounding.
        bmp("bmp, 16 bits", scene, 16, 0, false, 8),
        bmp("bmp, 16 bits in fields", scene, 16, BIT_FIELDS, false, 8),
        bmp("bmp, palette", grey, 8, 0, false, 0),
        bmp("bmp, run lengths", grey, 8, RLE8, false, 0),
        bmp("bmp, palette of 16", levels(grey, 16), 4, 0, false, 0),
        bmp("bmp, palette of 2", levels(grey, 2), 1, 0, false, 0));
  }

  private static DrawnFile withLength(DrawnFile bmp, int length) {
    ByteBuffer.wrap(bmp.file()).order(ByteOrder.LITTLE_ENDIAN).putInt(2, length);
    return bmp;
  }

  private static DrawnFile bmp(
      String name, RgbImage image, int bits, int compression, boolean topFirst, int tolerance)
      throws IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int i = 0; i < image.height(); i++) {
      row(rows, image, topFirst ? i : image.height() - 1 - i, bits, compression);
    }
    byte[] tables = tables(bits, compression);
    ByteBuffer head = ByteBuffer.allocate(52).order(ByteOrder.LITTLE_ENDIAN);
    int start = 54 + tables.length;
    head.putInt(start + rows.size()).putInt(0).putInt(start);
    head.putInt(40).putInt(image.width()).putInt(topFirst ? -image.height() : image.height());
    head.putShort((short) 1).putShort((short) bits).putInt(compression).putInt(rows.size());
    return new DrawnFile(
        name, join(bytes("BM"), head.array(), tables, rows.toByteArray()), image, tolerance);
  }

  private static byte[] tables(int bits, int compression) {
    if (compression == BIT_FIELDS) {
      ByteBuffer masks = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
      return bits == 16
          ? masks.putInt(0xf800).putInt(0x7e0).putInt(0x1f).array()
          : masks.putInt(0xff).putInt(0xff00).putInt(0xff0000).array();
    }
    int entries = bits <= 8 ? 1 << bits : 0;
    byte[] palette = new byte[4 * entries];
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (byte) (i % 4 == 3 ? 0 : i / 4 * 255 / (entries - 1));
    }
    return palette;
  }

  private static void row(
      ByteArrayOutputStream out, RgbImage image, int y, int bits, int compression) {
    int start = out.size();
    int pending = 1;
    for (int x = 0; x < image.width(); x++) {
      int r = image.sample(x, y, 0);
      int g = image.sample(x, y, 1);
      int b = image.sample(x, y, 2);
      if (compression == RLE8) {
        out.write(1);
        out.write(r);
      } else if (bits < 8) {
        pending = (pending << bits) | (r >> (8 - bits));
        if (pending > 0xff) {
          out.write(pending);
          pending = 1;
        }
      } else {
        long pixel = pixel(r, g, b, bits, compression);
        for (int i = 0; i < bits; i += 8) {
          out.write((int) (pixel >> i));
        }
      }
    }
    if (compression == RLE8) {
      out.write(0);
      out.write(0);
      return;
    }
    while ((out.size() - start) % 4 != 0) {
      out.write(0);
    }
  }

  private static long pixel(int r, int g, int b, int bits, int compression) {
    boolean fields = compression == BIT_FIELDS;
    return switch (bits) {
      case 8 -> r;
      case 16 -> fields ? r >> 3 << 11 | g >> 2 << 5 | b >> 3 : r >> 3 << 10 | g >> 3 << 5 | b >> 3;
      case 24 -> (long) r << 16 | g << 8 | b;
      default -> fields ? (long) b << 16 | g << 8 | r : (long) r << 16 | g << 8 | b;
    };
  }
}
