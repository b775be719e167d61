package io.greenmim.train.testing;

import static io.greenmim.train.testing.DrawnFile.bytes;
import static io.greenmim.train.testing.DrawnFile.exif;
import static io.greenmim.train.testing.DrawnFile.join;
import static io.greenmim.train.testing.DrawnFile.turned;
import static io.greenmim.train.testing.DrawnFile.xmp;

import io.greenmim.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** WebP files of all kinds: the scene coded once by libwebp, in containers that are made here. */
public final class DrawnWebp {

  private static final int LOSS = 16;
  private static final int HAS_EXIF = 8;
  private static final int HAS_XMP = 4;
  private static final int ANIMATED = 2;

  private static final byte[] LOSSY =
      decoded(
          "UklGRpAAAABXRUJQVlA4IIQAAAAQBQCdASooABgAPq1GnEm/o6MhMBqtU/AViWgAnTKEfAfEcYqEznZVQDEXposY"
              + "4ZFAAP7rrUfrwE/rP/+OBpg23gIsa8vEFoPR4TYkiPUoIsGyGF95zBCucTbWdMZJwgbEJiUqTXdl5U9r"
              + "SIZtSS/GtVJ+dMSSU3nhmzSYatyQOPdAAAA=");

  private static final byte[] LOSSLESS =
      decoded("UklGRjQAAABXRUJQVlA4TCcAAAAvJ8AFALmM6H/sIqL/ASJtm6HJmH+tpycEApSpwhhH9o8J6NhVeUsA");

  private DrawnWebp() {}

  private static byte[] decoded(String text) {
    return Base64.getDecoder().decode(text);
  }

  /** All kinds. */
  public static List<DrawnFile> all() throws IOException {
    RgbImage scene = DrawnFile.scene();
    byte[] pixels = Arrays.copyOfRange(LOSSLESS, 12, LOSSLESS.length);
    byte[] lossy = Arrays.copyOfRange(LOSSY, 12, LOSSY.length);
    byte[] prefixed = join(bytes("Exif\0\0"), exif(BE, 3, 6));
    byte[] frame = join(new byte[16], lossy);
    size(frame, 6);
    byte[] second = join(new byte[16], pixels);
    size(second, 6);
    return List.of(
        new DrawnFile("webp, lossy", LOSSY, scene, LOSS),
        new DrawnFile("webp, lossless", LOSSLESS, scene, 0),
        extended(
            "webp, EXIF 6 with prefix",
            HAS_EXIF,
            turned(scene, 6),
            0,
            pixels,
            chunk("EXIF", prefixed)),
        extended(
            "webp, EXIF 8 without prefix",
            HAS_EXIF,
            turned(scene, 8),
            0,
            pixels,
            chunk("EXIF", exif(LE, 3, 8))),
        extended("webp, XMP 3", HAS_XMP, turned(scene, 3), LOSS, lossy, chunk("XMP ", xmp(3))),
        extended(
            "webp, animated",
            ANIMATED,
            scene,
            LOSS,
            chunk("ANIM", new byte[6]),
            chunk("ANMF", frame),
            chunk("ANMF", second)));
  }

  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BE = ByteOrder.BIG_ENDIAN;

  private static DrawnFile extended(
      String name, int flags, RgbImage picture, int tolerance, byte[]... chunks)
      throws IOException {
    byte[] header = new byte[10];
    header[0] = (byte) flags;
    size(header, 4);
    byte[] body = join(bytes("WEBP"), chunk("VP8X", header), join(chunks));
    return new DrawnFile(name, chunk("RIFF", body), picture, tolerance);
  }

  /** Width and height of the scene, each less one in three bytes. */
  private static void size(byte[] header, int at) {
    header[at] = (byte) (DrawnFile.WIDTH - 1);
    header[at + 3] = (byte) (DrawnFile.HEIGHT - 1);
  }

  private static byte[] chunk(String tag, byte[] data) throws IOException {
    byte[] length = ByteBuffer.allocate(4).order(LE).putInt(data.length).array();
    return join(bytes(tag), length, data, new byte[data.length % 2]);
  }
}
