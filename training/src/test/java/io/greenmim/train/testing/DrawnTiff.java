package io.greenmim.train.testing;

import static io.greenmim.train.testing.DrawnFile.grey;
import static io.greenmim.train.testing.DrawnFile.turned;

import io.greenmim.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** TIFF files of all kinds: laid out here, or compressed by Java. */
public final class DrawnTiff {

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int TILE = 16;

  private final ByteOrder order;
  private final boolean big;
  private final int width;
  private final int height;
  private final Map<Integer, long[]> entries = new TreeMap<>();
  private final List<byte[]> parts = new ArrayList<>();
  private boolean tiled;

  private DrawnTiff(RgbImage image, ByteOrder order, boolean big) {
    this.order = order;
    this.big = big;
    width = image.width();
    height = image.height();
    entry(256, LONG, width);
    entry(257, LONG, height);
    entry(259, SHORT, 1);
  }

  /** All kinds. */
  public static List<DrawnFile> all() throws IOException {
    RgbImage scene = DrawnFile.scene();
    RgbImage grey = grey(scene);
    ByteOrder le = ByteOrder.LITTLE_ENDIAN;
    ByteOrder be = ByteOrder.BIG_ENDIAN;
    List<DrawnFile> all = new ArrayList<>();
    all.add(lossless("tiff", strips(scene, le, 8, 3).file(), scene));
    all.add(lossless("tiff, big endian", strips(scene, be, 8, 3).file(), scene));
    all.add(lossless("tiff, 16 bits", strips(scene, le, 16, 3).file(), scene));
    all.add(lossless("tiff, 16 bits, big endian", strips(scene, be, 16, 3).file(), scene));
    all.add(lossless("tiff, grey", strips(scene, le, 8, 1).file(), grey));
    all.add(lossless("tiff, grey, 16 bits", strips(scene, be, 16, 1).file(), grey));
    all.add(lossless("tiff, alpha", strips(scene, le, 8, 4).entry(338, SHORT, 2).file(), scene));
    all.add(
        lossless(
            "tiff, white is zero",
            strips(negative(scene), le, 8, 1).entry(262, SHORT, 0).file(),
            grey));
    all.add(lossless("tiff, planes", planes(scene).file(), scene));
    all.add(lossless("tiff, tiles", tiles(scene).file(), scene));
    all.add(lossless("tiff, palette", palette(scene).file(), grey));
    all.add(
        lossless(
            "tiff, CMYK", strips(negative(scene), le, 8, 4).entry(262, SHORT, 5).file(), scene));
    DrawnTiff bigTiff = new DrawnTiff(scene, le, true);
    all.add(lossless("tiff, 64 bits", bigTiff.samples(scene, 8, 3).file(), scene));
    for (int orientation : new int[] {3, 6, 8}) {
      byte[] turned = strips(scene, le, 8, 3).entry(274, SHORT, orientation).file();
      all.add(lossless("tiff, orientation " + orientation, turned, turned(scene, orientation)));
    }
    all.add(
        lossless(
            "tiff, orientation as LONG",
            strips(scene, be, 8, 3).entry(274, LONG, 6).file(),
            turned(scene, 6)));
    for (String compression : new String[] {"LZW", "Deflate", "ZLib", "PackBits"}) {
      all.add(lossless("tiff, " + compression, written(scene, compression, 1), scene));
    }
    all.add(lossless("tiff, two pages", written(scene, "LZW", 2), scene));
    return all;
  }

  private static DrawnFile lossless(String name, byte[] file, RgbImage picture) {
    return new DrawnFile(name, file, picture, 0);
  }

  /** A file of two strips. */
  private static DrawnTiff strips(RgbImage image, ByteOrder order, int bits, int samples) {
    return new DrawnTiff(image, order, false).samples(image, bits, samples);
  }

  private DrawnTiff samples(RgbImage image, int bits, int samples) {
    int rows = height / 2;
    describe(bits, samples);
    entry(278, LONG, rows);
    for (int strip = 0; strip < 2; strip++) {
      ByteBuffer data = ByteBuffer.allocate(width * rows * samples * bits / 8).order(order);
      for (int i = 0; i < width * rows * samples; i++) {
        int pixel = i / samples;
        int c = i % samples;
        int y = strip * rows + pixel / width;
        // A fourth sample is black ink or alpha, which must not show.
        int value = c == 3 ? 0 : image.sample(pixel % width, y, c);
        if (bits == 16) {
          data.putShort((short) (value * 257));
        } else {
          data.put((byte) value);
        }
      }
      parts.add(data.array());
    }
    return this;
  }

  private void describe(int bits, int samples) {
    long[] all = new long[samples];
    java.util.Arrays.fill(all, bits);
    entry(258, SHORT, all);
    entry(262, SHORT, samples < 3 ? 1 : 2);
    entry(277, SHORT, samples);
  }

  private static DrawnTiff planes(RgbImage image) {
    DrawnTiff tiff = new DrawnTiff(image, ByteOrder.LITTLE_ENDIAN, false);
    tiff.describe(8, 3);
    tiff.entry(278, LONG, tiff.height);
    tiff.entry(284, SHORT, 2);
    for (int c = 0; c < 3; c++) {
      byte[] plane = new byte[tiff.width * tiff.height];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (byte) image.sample(i % tiff.width, i / tiff.width, c);
      }
      tiff.parts.add(plane);
    }
    return tiff;
  }

  private static DrawnTiff tiles(RgbImage image) {
    DrawnTiff tiff = new DrawnTiff(image, ByteOrder.LITTLE_ENDIAN, false);
    tiff.tiled = true;
    tiff.describe(8, 3);
    tiff.entry(322, SHORT, TILE);
    tiff.entry(323, SHORT, TILE);
    for (int top = 0; top < tiff.height; top += TILE) {
      for (int left = 0; left < tiff.width; left += TILE) {
        byte[] tile = new byte[TILE * TILE * 3];
        for (int i = 0; i < tile.length; i++) {
          int x = left + i / 3 % TILE;
          int y = top + i / 3 / TILE;
          boolean inside = x < tiff.width && y < tiff.height;
          tile[i] = (byte) (inside ? image.sample(x, y, i % 3) : 0);
        }
        tiff.parts.add(tile);
      }
    }
    return tiff;
  }

  private static DrawnTiff palette(RgbImage image) {
    DrawnTiff tiff = strips(image, ByteOrder.LITTLE_ENDIAN, 8, 1);
    long[] tones = new long[3 * 256];
    for (int i = 0; i < tones.length; i++) {
      tones[i] = i % 256 * 257L;
    }
    return tiff.entry(262, SHORT, 3).entry(320, SHORT, tones);
  }

  private static RgbImage negative(RgbImage image) {
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ~rgb[i];
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  /** Sets an entry: its type, then its values. */
  private DrawnTiff entry(int tag, int type, long... values) {
    long[] all = new long[values.length + 1];
    all[0] = type;
    System.arraycopy(values, 0, all, 1, values.length);
    entries.put(tag, all);
    return this;
  }

  /** Lays the file out: header, directory, values that do not fit into it, pixels. */
  private byte[] file() {
    long[] zeros = new long[parts.size()];
    long[] lengths = parts.stream().mapToLong(part -> part.length).toArray();
    entry(tiled ? 324 : 273, LONG, zeros);
    entry(tiled ? 325 : 279, LONG, lengths);
    int header = big ? 16 : 8;
    int directory = big ? 16 + 20 * entries.size() : 6 + 12 * entries.size();
    int inline = big ? 8 : 4;
    int start = header + directory;
    for (long[] entry : entries.values()) {
      int bytes = (entry.length - 1) * (entry[0] == LONG ? 4 : 2);
      start += bytes > inline ? bytes : 0;
    }
    long[] offsets = new long[parts.size()];
    int end = start;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      end += parts.get(i).length;
    }
    entry(tiled ? 324 : 273, LONG, offsets);
    ByteBuffer out = ByteBuffer.allocate(end).order(order);
    out.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
    if (big) {
      out.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(16);
      out.putLong(entries.size());
    } else {
      out.putShort((short) 42).putInt(8).putShort((short) entries.size());
    }
    int[] extra = {header + directory};
    entries.forEach((tag, entry) -> put(out, tag, entry, inline, extra));
    out.position(start);
    parts.forEach(out::put);
    return out.array();
  }

  private void put(ByteBuffer out, int tag, long[] entry, int inline, int[] extra) {
    int size = entry[0] == LONG ? 4 : 2;
    int bytes = (entry.length - 1) * size;
    out.putShort((short) tag).putShort((short) entry[0]);
    if (big) {
      out.putLong(entry.length - 1L);
    } else {
      out.putInt(entry.length - 1);
    }
    int at = out.position();
    int values = at;
    if (bytes > inline) {
      values = extra[0];
      extra[0] += bytes;
      if (big) {
        out.putLong(at, values);
      } else {
        out.putInt(at, values);
      }
    }
    for (int i = 1; i < entry.length; i++) {
      if (size == 4) {
        out.putInt(values + 4 * (i - 1), (int) entry[i]);
      } else {
        out.putShort(values + 2 * (i - 1), (short) entry[i]);
      }
    }
    out.position(at + inline);
  }

  private static byte[] written(RgbImage image, String compression, int pages) throws IOException {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      picture.setRGB(
          x, y, image.sample(x, y, 0) << 16 | image.sample(x, y, 1) << 8 | image.sample(x, y, 2));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionType(compression);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      if (pages == 1) {
        writer.write(null, new IIOImage(picture, null, null), parameters);
      } else {
        writer.prepareWriteSequence(null);
        writer.writeToSequence(new IIOImage(picture, null, null), parameters);
        BufferedImage black = new BufferedImage(9, 9, BufferedImage.TYPE_3BYTE_BGR);
        writer.writeToSequence(new IIOImage(black, null, null), parameters);
        writer.endWriteSequence();
      }
    }
    writer.dispose();
    return out.toByteArray();
  }
}
