package io.greenmim.image.webp;

import java.io.IOException;

/** The header of a key frame (RFC 6386, sections 9 and 19.2). */
final class Vp8Header {

  /** Segments that a picture may be divided into. */
  static final int SEGMENTS = 4;

  private static final int FIXED_BYTES = 10;
  private static final int SIDE_BITS = 0x3fff;
  private static final int MOST_VERSION = 3;
  private static final int CERTAIN = 255;
  private static final int MOST_LEVEL = 63;

  final int width;
  final int height;
  final BoolDecoder first;
  final BoolDecoder[] partitions;
  final boolean segmentMap;
  final int[] segmentProbabilities = {CERTAIN, CERTAIN, CERTAIN};
  final boolean simpleFilter;
  final int sharpness;
  final int[] coefficients = Vp8Tables.coefficients();

  /** Probability that a block has coefficients, or -1 where all blocks may have them. */
  final int skipProbability;

  private final boolean segmented;
  private final int[] segmentQuantiser = new int[SEGMENTS];
  private final int[] segmentLevel = new int[SEGMENTS];
  private final int level;
  private final boolean levelDeltas;
  private final int[] referenceDelta = new int[SEGMENTS];
  private final int[] modeDelta = new int[SEGMENTS];
  private final int quantiser;
  private final int[] quantiserDelta = new int[5];
  private boolean absolute;

  /**
   * Reads the header.
   *
   * @param data holds the frame
   * @param from its first byte
   * @param end the byte behind its last
   */
  Vp8Header(byte[] data, int from, int end) throws IOException {
    requireKeyFrame(data, from, end);
    int tag = u24(data, from);
    width = u16(data, from + 6) & SIDE_BITS;
    height = u16(data, from + 8) & SIDE_BITS;
    int firstEnd = from + FIXED_BYTES + (tag >> 5);
    if (firstEnd > end) {
      throw new IOException("the first partition ends behind the data");
    }
    first = new BoolDecoder(data, from + FIXED_BYTES, firstEnd);
    first.number(2); // colour space, and whether samples need clamping: always done
    segmented = first.flag();
    segmentMap = segmented && readSegments();
    simpleFilter = first.flag();
    level = first.number(6);
    sharpness = first.number(3);
    levelDeltas = first.flag();
    if (levelDeltas && first.flag()) {
      readDeltas(referenceDelta);
      readDeltas(modeDelta);
    }
    partitions = partitions(data, firstEnd, end, 1 << first.number(2));
    quantiser = first.number(7);
    for (int i = 0; i < quantiserDelta.length; i++) {
      quantiserDelta[i] = first.optional(4);
    }
    first.flag(); // whether the probabilities are kept for further frames
    for (int i = 0; i < coefficients.length; i++) {
      if (first.bool(Vp8Tables.UPDATES[i])) {
        coefficients[i] = first.number(8);
      }
    }
    skipProbability = first.flag() ? first.number(8) : -1;
    first.requireEnough();
  }

  private static void requireKeyFrame(byte[] data, int from, int end) throws IOException {
    if (end - from < FIXED_BYTES) {
      throw new IOException("a frame of %s bytes".formatted(end - from));
    }
    boolean start = data[from + 3] == (byte) 0x9d && data[from + 4] == 1 && data[from + 5] == 0x2a;
    if ((data[from] & 1) != 0 || (data[from] >> 1 & 7) > MOST_VERSION || !start) {
      throw new IOException("no key frame of VP8");
    }
  }

  private static int u16(byte[] data, int at) {
    return (data[at] & 0xff) | ((data[at + 1] & 0xff) << 8);
  }

  private static int u24(byte[] data, int at) {
    return u16(data, at) | ((data[at + 2] & 0xff) << 16);
  }

  private boolean readSegments() {
    boolean map = first.flag();
    if (first.flag()) {
      absolute = first.flag();
      for (int i = 0; i < SEGMENTS; i++) {
        segmentQuantiser[i] = first.optional(7);
      }
      for (int i = 0; i < SEGMENTS; i++) {
        segmentLevel[i] = first.optional(6);
      }
    }
    for (int i = 0; map && i < segmentProbabilities.length; i++) {
      segmentProbabilities[i] = first.flag() ? first.number(8) : CERTAIN;
    }
    return map;
  }

  private void readDeltas(int[] deltas) {
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = first.flag() ? first.signed(6) : deltas[i];
    }
  }

  private static BoolDecoder[] partitions(byte[] data, int from, int end, int count)
      throws IOException {
    int at = from + 3 * (count - 1);
    if (at > end) {
      throw new IOException("the sizes of the partitions end behind the data");
    }
    BoolDecoder[] partitions = new BoolDecoder[count];
    for (int i = 0; i < count; i++) {
      int size = i < count - 1 ? Math.min(end - at, u24(data, from + 3 * i)) : end - at;
      partitions[i] = new BoolDecoder(data, at, at + size);
      at += size;
    }
    return partitions;
  }

  /** Factors of the coefficients of a segment (RFC 6386, section 14.1). */
  Quantisers quantisers(int segment) {
    int q = quantiser;
    if (segmented) {
      q = segmentQuantiser[segment] + (absolute ? 0 : quantiser);
    }
    return Quantisers.of(q, quantiserDelta);
  }

  /** Strength of the loop filter (RFC 6386, section 9.6), 0 to 63. */
  int filterLevel(int segment, boolean subBlocks) {
    int strength = level;
    if (segmented) {
      strength = segmentLevel[segment] + (absolute ? 0 : level);
    }
    if (levelDeltas) {
      strength += referenceDelta[0] + (subBlocks ? modeDelta[0] : 0);
    }
    return Math.max(0, Math.min(MOST_LEVEL, strength));
  }

  /** Whether the loop filter is used at all. */
  boolean filtered() {
    return level > 0;
  }
}
