package io.greenmim.image.read;

/**
 * Unpacks LZW codes as TIFF has them (TIFF 6.0, section 13): the width of a code grows one entry
 * before the table needs it.
 */
final class LzwCodes {

  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int LEAST_BITS = 9;
  private static final int MOST_BITS = 12;

  private final byte[] file;
  private final int end;
  private int at;
  private int held;
  private int heldBits;

  /** The text of a code: that of another, and one byte. */
  private final int[] prefix = new int[1 << MOST_BITS];

  private final byte[] last = new byte[1 << MOST_BITS];
  private final byte[] first = new byte[1 << MOST_BITS];
  private final int[] length = new int[1 << MOST_BITS];

  LzwCodes(byte[] file, int from, int length) {
    this.file = file;
    at = from;
    end = from + length;
    for (int i = 0; i < CLEAR; i++) {
      last[i] = (byte) i;
      first[i] = (byte) i;
      this.length[i] = 1;
    }
  }

  /** Fills an array as far as the codes reach, and returns how far. */
  int unpack(byte[] to) throws MalformedImageException {
    int done = 0;
    int next = FIRST;
    int before = CLEAR;
    int bits = LEAST_BITS;
    int code = code(bits);
    while (code != END && done < to.length) {
      if (code == CLEAR) {
        next = FIRST;
        bits = LEAST_BITS;
      } else if (before == CLEAR) {
        if (code > CLEAR) {
          throw damaged();
        }
        to[done++] = (byte) code;
      } else {
        if (code > next || next >= prefix.length) {
          throw damaged();
        }
        prefix[next] = before;
        first[next] = first[before];
        length[next] = length[before] + 1;
        last[next] = code == next ? first[before] : first[code];
        next++;
        done = write(code, to, done);
        bits = bitsFor(next + 1);
      }
      before = code;
      code = code(bits);
    }
    return done;
  }

  private static int bitsFor(int entries) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(entries);
    return Math.min(MOST_BITS, Math.max(LEAST_BITS, bits));
  }

  /** Writes the text of a code from its end, and returns where it ends. */
  private int write(int code, byte[] to, int done) {
    int stop = done + length[code];
    int text = code;
    for (int i = stop - 1; i >= done; i--) {
      if (i < to.length) {
        to[i] = last[text];
      }
      text = prefix[text];
    }
    return Math.min(stop, to.length);
  }

  private int code(int bits) {
    while (heldBits < bits) {
      if (at == end) {
        return END;
      }
      held = (held << 8) | (file[at++] & 0xff);
      heldBits += 8;
    }
    heldBits -= bits;
    return held >>> heldBits & ((1 << bits) - 1);
  }

  private static MalformedImageException damaged() {
    return new MalformedImageException("damaged: the TIFF data hold a code that is not there yet");
  }
}
