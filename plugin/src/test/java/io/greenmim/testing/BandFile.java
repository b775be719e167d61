package io.greenmim.testing;

import io.greenmim.image.PixelImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Lays out TIFF files of any number of bands. */
public final class BandFile {

  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final PixelImage image;
  private final SortedMap<Integer, long[]> shorts = new TreeMap<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private boolean planes;
  private int partWidth;
  private int partHeight;
  private boolean tiled;
  private boolean deflated;
  private boolean differences;

  private BandFile(PixelImage image) {
    this.image = image;
    partWidth = image.width();
    partHeight = image.height();
    long[] bits = new long[image.channels()];
    Arrays.fill(bits, image.bits());
    shorts.put(258, bits);
    shorts.put(259, new long[] {1});
    shorts.put(262, new long[] {1});
    shorts.put(277, new long[] {image.channels()});
    shorts.put(284, new long[] {1});
  }

  /** A file of one strip, grey and its further bands. */
  public static BandFile of(PixelImage image) {
    return new BandFile(image);
  }

  /** An image of random samples. */
  public static PixelImage noise(int width, int height, int channels, int bits, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[width * height * channels];
    random.nextBytes(bytes);
    if (bits == 8) {
      return PixelImage.of(width, height, channels, bytes);
    }
    short[] values = new short[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) random.nextInt();
    }
    return PixelImage.of(width, height, channels, values);
  }

  public BandFile order(ByteOrder given) {
    order = given;
    return this;
  }

  public BandFile planes() {
    planes = true;
    return entry(284, 2);
  }

  public BandFile strips(int rows) {
    partHeight = rows;
    return entry(278, rows);
  }

  public BandFile tiles(int side) {
    tiled = true;
    partWidth = side;
    partHeight = side;
    return entry(322, side).entry(323, side);
  }

  public BandFile deflated() {
    deflated = true;
    return entry(259, 8);
  }

  public BandFile differences() {
    differences = true;
    return entry(317, 2);
  }

  /** Sets an entry of 16-bit numbers. */
  public BandFile entry(int tag, long... values) {
    shorts.put(tag, values);
    return this;
  }

  /** The file's bytes. */
  public byte[] bytes() {
    List<byte[]> parts = new ArrayList<>();
    for (int plane = 0; plane < (planes ? image.channels() : 1); plane++) {
      for (int y = 0; y < image.height(); y += partHeight) {
        for (int x = 0; x < image.width(); x += partWidth) {
          byte[] part = part(x, y, plane);
          parts.add(deflated ? deflate(part) : part);
        }
      }
    }
    SortedMap<Integer, long[]> longs = new TreeMap<>();
    longs.put(256, new long[] {image.width()});
    longs.put(257, new long[] {image.height()});
    longs.put(tiled ? 324 : 273, new long[parts.size()]);
    longs.put(tiled ? 325 : 279, parts.stream().mapToLong(part -> part.length).toArray());
    int entries = shorts.size() + longs.size();
    int extra = 8 + 2 + 12 * entries + 4;
    int start = extra;
    for (long[] values : longs.values()) {
      start += values.length > 1 ? 4 * values.length : 0;
    }
    for (long[] values : shorts.values()) {
      start += values.length > 2 ? 2 * values.length : 0;
    }
    int end = start;
    for (int i = 0; i < parts.size(); i++) {
      longs.get(tiled ? 324 : 273)[i] = end;
      end += parts.get(i).length;
    }
    ByteBuffer out = ByteBuffer.allocate(end).order(order);
    out.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
    out.putShort((short) 42).putInt(8).putShort((short) entries);
    SortedMap<Integer, long[]> all = new TreeMap<>(longs);
    all.putAll(shorts);
    for (var entry : all.entrySet()) {
      boolean wide = longs.containsKey(entry.getKey());
      int size = wide ? 4 : 2;
      long[] values = entry.getValue();
      out.putShort((short) (int) entry.getKey()).putShort((short) (wide ? LONG : SHORT));
      out.putInt(values.length);
      int at = out.position();
      out.putInt(0);
      int to = at;
      if (values.length * size > 4) {
        out.putInt(at, extra);
        to = extra;
        extra += values.length * size;
      }
      for (int i = 0; i < values.length; i++) {
        if (wide) {
          out.putInt(to + 4 * i, (int) values[i]);
        } else {
          out.putShort(to + 2 * i, (short) values[i]);
        }
      }
    }
    out.position(start);
    parts.forEach(out::put);
    return out.array();
  }

  private byte[] part(int left, int top, int plane) {
    int rows = tiled ? partHeight : Math.min(partHeight, image.height() - top);
    int each = planes ? 1 : image.channels();
    ByteBuffer data = ByteBuffer.allocate(rows * partWidth * each * image.bits() / 8).order(order);
    for (int y = top; y < top + rows; y++) {
      for (int x = left; x < left + partWidth; x++) {
        for (int c = plane; c < plane + each; c++) {
          boolean first = x == left || !differences;
          int value = sample(x, y, c) - (first ? 0 : sample(x - 1, y, c));
          if (image.bits() == 8) {
            data.put((byte) value);
          } else {
            data.putShort((short) value);
          }
        }
      }
    }
    return data.array();
  }

  private int sample(int x, int y, int c) {
    return x < image.width() && y < image.height() ? image.sample(x, y, c) : 0;
  }

  private static byte[] deflate(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] some = new byte[1 << 12];
    while (!deflater.finished()) {
      out.write(some, 0, deflater.deflate(some));
    }
    deflater.end();
    return out.toByteArray();
  }
}
