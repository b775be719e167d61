package io.greenmim.detect.coco;

import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Outlines as bytes, without loss.
 *
 * <p>COCO's coordinates have two decimals, so a polygon is kept as differences between hundredths
 * of a pixel, two bytes each for most; a polygon with any other number is kept as doubles. Dividing
 * whole hundredths by 100 rounds to the double nearest to the decimal number, which is what parsing
 * the number gave: the coordinates come back bit for bit.
 */
final class PackedSegmentation {

  private static final byte[] MISSING = {};
  private static final byte POLYGONS = 1;
  private static final byte RUNS = 2;
  private static final byte STRING = 3;
  private static final byte UNREADABLE = 4;
  private static final byte HUNDREDTHS = 0;
  private static final byte DOUBLES = 1;
  private static final double PER_PIXEL = 100;
  private static final double LARGEST = 1 << 30;
  private static final int VARINT_BYTES = 10;

  private ByteBuffer bytes;

  private PackedSegmentation(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static byte[] pack(CocoSegmentation segmentation) {
    if (segmentation instanceof Missing) {
      return MISSING;
    }
    PackedSegmentation packed = new PackedSegmentation(ByteBuffer.allocate(256));
    if (segmentation instanceof Polygons polygons) {
      packed.put(POLYGONS);
      packed.putNumber(polygons.parts().size());
      polygons.parts().forEach(packed::putPolygon);
    } else if (segmentation instanceof Runs runs) {
      packed.put(RUNS);
      packed.putNumber(runs.height());
      packed.putNumber(runs.width());
      packed.putNumber(runs.counts().length);
      for (int count : runs.counts()) {
        packed.putNumber(count);
      }
    } else if (segmentation instanceof CompressedRuns runs) {
      packed.put(STRING);
      packed.putNumber(runs.height());
      packed.putNumber(runs.width());
      packed.putText(runs.counts());
    } else if (segmentation instanceof Unreadable unreadable) {
      packed.put(UNREADABLE);
      packed.putText(unreadable.found());
    }
    byte[] result = new byte[packed.bytes.position()];
    packed.bytes.flip().get(result);
    return result;
  }

  static CocoSegmentation unpack(byte[] packed) {
    if (packed.length == 0) {
      return new Missing();
    }
    PackedSegmentation reader = new PackedSegmentation(ByteBuffer.wrap(packed));
    byte kind = reader.bytes.get();
    return switch (kind) {
      case POLYGONS -> reader.polygons();
      case RUNS -> reader.runs();
      case STRING -> new CompressedRuns(reader.integer(), reader.integer(), reader.text());
      case UNREADABLE -> new Unreadable(reader.text());
      default -> throw new IllegalStateException("no kind of outline has the number " + kind);
    };
  }

  private void putPolygon(double[] xy) {
    putNumber(xy.length);
    if (!areHundredths(xy)) {
      put(DOUBLES);
      for (double value : xy) {
        room(Double.BYTES);
        bytes.putDouble(value);
      }
      return;
    }
    put(HUNDREDTHS);
    long[] last = new long[2];
    for (int i = 0; i < xy.length; i++) {
      long value = Math.round(xy[i] * PER_PIXEL);
      putNumber(value - last[i % 2]);
      last[i % 2] = value;
    }
  }

  private static boolean areHundredths(double[] xy) {
    for (double value : xy) {
      // Bits, not values: a negative zero, which has no hundredths, must come back as one.
      boolean exact =
          Math.abs(value) < LARGEST
              && Double.doubleToRawLongBits(Math.round(value * PER_PIXEL) / PER_PIXEL)
                  == Double.doubleToRawLongBits(value);
      if (!exact) {
        return false;
      }
    }
    return true;
  }

  private Polygons polygons() {
    int parts = integer();
    List<double[]> polygons = new ArrayList<>(parts);
    for (int p = 0; p < parts; p++) {
      double[] xy = new double[integer()];
      boolean doubles = bytes.get() == DOUBLES;
      long[] last = new long[2];
      for (int i = 0; i < xy.length; i++) {
        if (doubles) {
          xy[i] = bytes.getDouble();
        } else {
          last[i % 2] += number();
          xy[i] = last[i % 2] / PER_PIXEL;
        }
      }
      polygons.add(xy);
    }
    return new Polygons(polygons);
  }

  private Runs runs() {
    int height = integer();
    int width = integer();
    int[] counts = new int[integer()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = integer();
    }
    return new Runs(height, width, counts);
  }

  private void put(byte value) {
    room(1);
    bytes.put(value);
  }

  private void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putNumber(utf8.length);
    room(utf8.length);
    bytes.put(utf8);
  }

  private String text() {
    byte[] utf8 = new byte[integer()];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Seven bits a byte, low ones first; the sign in the lowest bit keeps small numbers short. */
  private void putNumber(long value) {
    room(VARINT_BYTES);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private long number() {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes.get();
      value |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return (value >>> 1) ^ -(value & 1);
  }

  private int integer() {
    return Math.toIntExact(number());
  }

  private void room(int count) {
    if (bytes.remaining() < count) {
      int capacity = Math.max(bytes.capacity() * 2, bytes.position() + count);
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
  }
}
