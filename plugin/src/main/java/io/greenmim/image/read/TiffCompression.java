package io.greenmim.image.read;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How the parts of a TIFF file are compressed. */
enum TiffCompression {
  /** Not at all. */
  NONE {
    @Override
    void unpack(byte[] file, int from, int length, byte[] to) throws MalformedImageException {
      requireAll(Math.min(length, to.length), to);
      System.arraycopy(file, from, to, 0, to.length);
    }
  },
  /** TIFF 6.0, section 13: codes of 9 to 12 bits, most significant bit first. */
  LZW {
    @Override
    void unpack(byte[] file, int from, int length, byte[] to) throws MalformedImageException {
      requireAll(new LzwCodes(file, from, length).unpack(to), to);
    }
  },
  /** Of zlib. */
  DEFLATE {
    @Override
    void unpack(byte[] file, int from, int length, byte[] to) throws MalformedImageException {
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(file, from, length);
        int done = 0;
        int count = 1;
        while (count > 0 && done < to.length) {
          count = inflater.inflate(to, done, to.length - done);
          done += count;
        }
        requireAll(done, to);
      } catch (DataFormatException e) {
        throw MalformedImageException.damaged(ImageFormat.TIFF.title(), e);
      } finally {
        inflater.end();
      }
    }
  },
  /** TIFF 6.0, section 9: runs of bytes. */
  PACK_BITS {
    @Override
    void unpack(byte[] file, int from, int length, byte[] to) throws MalformedImageException {
      int at = from;
      int end = from + length;
      int done = 0;
      while (at < end && done < to.length) {
        int code = file[at++];
        int count = Math.min(Math.abs(code) + 1, to.length - done);
        if (code >= 0) {
          count = Math.min(count, end - at);
          System.arraycopy(file, at, to, done, count);
          at += code + 1;
          done += count;
        } else if (code != Byte.MIN_VALUE && at < end) {
          Arrays.fill(to, done, done + count, file[at++]);
          done += count;
        }
      }
      requireAll(done, to);
    }
  };

  /** Finds the compression of a number of TIFF's tag 259. */
  static TiffCompression of(int number) throws MalformedImageException {
    return switch (number) {
      case 1 -> NONE;
      case 5 -> LZW;
      case 8, 32946 -> DEFLATE;
      case 32773 -> PACK_BITS;
      default ->
          throw new MalformedImageException(
              "a TIFF file of bands in compression %s; expected none, LZW, Deflate or PackBits"
                  .formatted(number));
    };
  }

  /** Fills an array with the content of a part. */
  abstract void unpack(byte[] file, int from, int length, byte[] to) throws MalformedImageException;

  private static void requireAll(int found, byte[] wanted) throws MalformedImageException {
    if (found < wanted.length) {
      throw new MalformedImageException(
          "truncated: a part of %s bytes expected, the TIFF file has %s"
              .formatted(wanted.length, found));
    }
  }
}
