package io.greenmim.image.read;

import java.util.Arrays;

/**
 * The scans of a JPEG file (ITU-T T.81, B.2.3 and G.1.1): whether they bring every bit of every
 * coefficient.
 *
 * <p>A file that is cut between two scans and given an end marker is decoded without a warning: the
 * picture is blurred, or its colours are missing.
 */
final class JpegScans {

  private static final int COEFFICIENTS = 64;

  private final JpegFrame frame;
  private final ByteReader reader;

  /** For each coefficient of each component how many of its lowest bits have not come yet. */
  private final int[][] missingBits;

  JpegScans(JpegFrame frame, ByteReader reader) {
    this.frame = frame;
    this.reader = reader;
    missingBits = new int[frame.components()][COEFFICIENTS];
    for (int[] bits : missingBits) {
      Arrays.fill(bits, Integer.MAX_VALUE);
    }
  }

  /**
   * Adds a scan.
   *
   * @param at where its header's length stands
   */
  void add(int at) throws MalformedImageException {
    int components = reader.u8(at + 2);
    int parameters = at + 3 + 2 * components;
    int first = frame.progressive() ? reader.u8(parameters) : 0;
    int last = frame.progressive() ? reader.u8(parameters + 1) : COEFFICIENTS - 1;
    int bits = frame.progressive() ? reader.u8(parameters + 2) : 0;
    int before = bits >> 4;
    int after = bits & 0xf;
    for (int component = 0; component < missingBits.length; component++) {
      // With all of them in a scan their order tells, as decoders have it.
      if (components == missingBits.length || names(at, components, component)) {
        for (int k = first; k <= Math.min(last, COEFFICIENTS - 1); k++) {
          if (before == 0 || before == missingBits[component][k]) {
            missingBits[component][k] = after;
          }
        }
      }
    }
  }

  private boolean names(int at, int components, int component) throws MalformedImageException {
    for (int i = 0; i < components; i++) {
      if (reader.u8(at + 3 + 2 * i) == frame.identifier(component)) {
        return true;
      }
    }
    return false;
  }

  void requireComplete() throws MalformedImageException {
    for (int component = 0; component < missingBits.length; component++) {
      if (Arrays.stream(missingBits[component]).anyMatch(bits -> bits > 0)) {
        throw new MalformedImageException(
            "truncated: the JPEG file ends before the last scan of its component %s of %s"
                .formatted(component + 1, missingBits.length));
      }
    }
  }
}
