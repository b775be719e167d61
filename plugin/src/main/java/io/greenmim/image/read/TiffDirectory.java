package io.greenmim.image.read;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The entries of the first directory of a file or block in TIFF's layout (TIFF 6.0, section 2, and
 * BigTIFF). Of two entries with one tag the last counts.
 */
final class TiffDirectory {

  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int SBYTE = 6;
  private static final int SSHORT = 8;
  private static final int SLONG = 9;
  private static final int IFD = 13;
  private static final int LONG8 = 16;
  private static final int SLONG8 = 17;
  private static final int IFD8 = 18;

  private final ByteReader reader;
  private final Map<Integer, Entry> entries = new HashMap<>();

  /** Values of an entry: where they lie. */
  private record Entry(int type, long count, long at) {}

  private TiffDirectory(ByteReader reader) {
    this.reader = reader;
  }

  static TiffDirectory read(ByteReader reader, boolean big, int mostEntries)
      throws MalformedImageException {
    TiffDirectory directory = new TiffDirectory(reader);
    long at = big ? reader.i64(8) : reader.u32(4);
    long count = big ? reader.i64(at) : reader.u16(at);
    if (count < 0 || count > mostEntries) {
      throw new MalformedImageException(
          "damaged: a directory of %s entries".formatted(Long.toUnsignedString(count)));
    }
    at += big ? 8 : 2;
    int entryBytes = big ? 20 : 12;
    for (int i = 0; i < count; i++) {
      directory.add(at + (long) i * entryBytes, big);
    }
    return directory;
  }

  private void add(long at, boolean big) throws MalformedImageException {
    int type = reader.u16(at + 2);
    long count = big ? reader.i64(at + 4) : reader.u32(at + 4);
    long value = at + (big ? 12 : 8);
    int inline = big ? 8 : 4;
    int bytes = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
    reader.require(value, inline);
    if (bytes == 0 || count < 1) {
      return;
    }
    if (count > inline / bytes) {
      value = big ? reader.i64(value) : reader.u32(value);
    }
    entries.put(reader.u16(at), new Entry(type, count, value));
  }

  /** How many values an entry has; 0 without it. */
  long count(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? 0 : entry.count();
  }

  /** The first value of an entry of whole numbers, as an int; none where there is no such entry. */
  OptionalInt number(int tag) throws MalformedImageException {
    Entry entry = entries.get(tag);
    if (entry == null || !isWhole(entry.type())) {
      return OptionalInt.empty();
    }
    long value = value(entry, 0);
    return OptionalInt.of(value == (int) value ? (int) value : Integer.MAX_VALUE);
  }

  /** One value of an entry of whole numbers. */
  long value(int tag, int index) throws MalformedImageException {
    return value(entries.get(tag), index);
  }

  /** The bytes of an entry of bytes; none without it. */
  byte[] bytes(int tag, byte[] file) throws MalformedImageException {
    Entry entry = entries.get(tag);
    if (entry == null || TYPE_BYTES[entry.type()] != 1) {
      return new byte[0];
    }
    reader.require(entry.at(), entry.count());
    int from = (int) entry.at();
    return java.util.Arrays.copyOfRange(file, from, from + (int) entry.count());
  }

  private static boolean isWhole(int type) {
    return switch (type) {
      case SHORT, LONG, SBYTE, SSHORT, SLONG, IFD, LONG8, SLONG8, IFD8 -> true;
      default -> false;
    };
  }

  private long value(Entry entry, int index) throws MalformedImageException {
    int bytes = TYPE_BYTES[entry.type()];
    long at = entry.at() + (long) index * bytes;
    return switch (bytes) {
      case 1 -> reader.u8(at);
      case 2 -> reader.u16(at);
      case 4 -> reader.u32(at);
      default -> reader.i64(at);
    };
  }
}
