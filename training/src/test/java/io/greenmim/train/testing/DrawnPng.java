package io.greenmim.train.testing;

import static io.greenmim.train.testing.DrawnFile.bytes;
import static io.greenmim.train.testing.DrawnFile.exif;
import static io.greenmim.train.testing.DrawnFile.grey;
import static io.greenmim.train.testing.DrawnFile.join;
import static io.greenmim.train.testing.DrawnFile.levels;
import static io.greenmim.train.testing.DrawnFile.turned;
import static io.greenmim.train.testing.DrawnFile.xmp;

import io.greenmim.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNG files of all kinds, written here byte by byte. */
public final class DrawnPng {

  private static final byte[] NONE = {};

  private DrawnPng() {}

  /** All kinds. */
  public static List<DrawnFile> all() throws IOException {
    RgbImage scene = DrawnFile.scene();
    RgbImage grey = grey(scene);
    byte[] key = chunk("tRNS", new byte[] {0, 40, 0, 30, 0, (byte) 200});
    byte[] profile = bytes("\nexif\n 26\n" + HexFormat.of().formatHex(exif(LE, 3, 6)) + "\n");
    return List.of(
        lossless("png rgb", png(scene, 8, 2, NONE, NONE), scene),
        lossless("png rgb, key colour", png(scene, 8, 2, key, NONE), scene),
        lossless(
            "png rgb, gamma",
            png(scene, 8, 2, chunk("gAMA", new byte[] {0, 1, -122, -96}), NONE),
            scene),
        lossless("png rgb, 16 bits", png(scene, 16, 2, NONE, NONE), scene),
        lossless("png rgba", png(scene, 8, 6, NONE, NONE), scene),
        lossless("png rgba, 16 bits", png(scene, 16, 6, NONE, NONE), scene),
        lossless("png grey", png(scene, 8, 0, NONE, NONE), grey),
        lossless("png grey, 16 bits", png(scene, 16, 0, NONE, NONE), grey),
        lossless("png grey, 1 bit", png(scene, 1, 0, NONE, NONE), levels(grey, 2)),
        lossless("png grey, 2 bits", png(scene, 2, 0, NONE, NONE), levels(grey, 4)),
        lossless("png grey, 4 bits", png(scene, 4, 0, NONE, NONE), levels(grey, 16)),
        lossless("png grey with alpha", png(scene, 8, 4, NONE, NONE), grey),
        lossless("png grey with alpha, 16 bits", png(scene, 16, 4, NONE, NONE), grey),
        lossless("png palette", png(scene, 8, 3, palette(256), NONE), grey),
        lossless(
            "png palette, transparent",
            png(scene, 8, 3, join(palette(256), chunk("tRNS", new byte[200])), NONE),
            grey),
        lossless("png palette, 4 bits", png(scene, 4, 3, palette(16), NONE), levels(grey, 16)),
        lossless(
            "png eXIf 6", png(scene, 8, 2, chunk("eXIf", exif(BE, 3, 6)), NONE), turned(scene, 6)),
        lossless(
            "png eXIf 8 as LONG",
            png(scene, 8, 2, chunk("eXIf", exif(LE, 4, 8)), NONE),
            turned(scene, 8)),
        lossless(
            "png eXIf 6 behind the pixels",
            png(scene, 8, 2, NONE, chunk("eXIf", exif(LE, 3, 6))),
            turned(scene, 6)),
        lossless(
            "png eXIf 3 with prefix",
            png(scene, 8, 2, chunk("eXIf", join(bytes("Exif\0\0"), exif(LE, 3, 3))), NONE),
            turned(scene, 3)),
        lossless(
            "png raw profile 6",
            png(
                scene,
                8,
                2,
                chunk("zTXt", join(bytes("Raw profile type exif\0\0"), packed(profile))),
                NONE),
            turned(scene, 6)),
        lossless(
            "png XMP 8",
            png(
                scene,
                8,
                2,
                chunk("iTXt", join(bytes("XML:com.adobe.xmp\0\0\0\0\0"), xmp(8))),
                NONE),
            turned(scene, 8)));
  }

  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BE = ByteOrder.BIG_ENDIAN;

  private static DrawnFile lossless(String name, byte[] file, RgbImage picture) {
    return new DrawnFile(name, file, picture, 0);
  }

  /** A file of a picture: its red alone where the colour type is not RGB. */
  public static byte[] png(RgbImage image, int bits, int type, byte[] before, byte[] after)
      throws IOException {
    int samples = new int[] {1, 0, 3, 1, 2, 0, 4}[type];
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int y = 0; y < image.height(); y++) {
      rows.write(0);
      int pending = 1;
      for (int i = 0; i < image.width() * samples; i++) {
        int c = i % samples;
        boolean alpha = samples % 2 == 0 && c == samples - 1;
        int value = alpha ? i % 7 * 40 : image.sample(i / samples, y, samples < 3 ? 0 : c);
        if (bits >= 8) {
          rows.write(value);
          if (bits == 16) {
            rows.write(value);
          }
          continue;
        }
        pending = (pending << bits) | (value >> (8 - bits));
        if (pending > 0xff) {
          rows.write(pending);
          pending = 1;
        }
      }
    }
    ByteBuffer header = ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height());
    header.put((byte) bits).put((byte) type);
    return join(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
        chunk("IHDR", header.array()),
        before,
        chunk("IDAT", packed(rows.toByteArray())),
        after,
        chunk("IEND", NONE));
  }

  /** Grey tones, so that an entry shows its number. */
  private static byte[] palette(int entries) throws IOException {
    byte[] tones = new byte[3 * entries];
    for (int i = 0; i < tones.length; i++) {
      tones[i] = (byte) (i / 3 * 255 / (entries - 1));
    }
    return chunk("PLTE", tones);
  }

  private static byte[] packed(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] buffer = new byte[2 * data.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return java.util.Arrays.copyOf(buffer, length);
  }

  /** A chunk with its checksum. */
  public static byte[] chunk(String tag, byte[] data) throws IOException {
    byte[] named = join(bytes(tag), data);
    CRC32 crc = new CRC32();
    crc.update(named);
    return join(
        ByteBuffer.allocate(4).putInt(data.length).array(),
        named,
        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
