package io.greenmim.image.webp;

/** The inverse transforms (RFC 6386, sections 14.3 and 14.4). */
final class Transforms {

  private Transforms() {}

  /** Walsh-Hadamard: sixteen means into the first coefficients of sixteen blocks. */
  static void means(int[] in, int[] coefficients) {
    int[] tmp = new int[16];
    for (int i = 0; i < 4; i++) {
      int a0 = in[i] + in[12 + i];
      int a1 = in[4 + i] + in[8 + i];
      int a2 = in[4 + i] - in[8 + i];
      int a3 = in[i] - in[12 + i];
      tmp[i] = a0 + a1;
      tmp[4 + i] = a3 + a2;
      tmp[8 + i] = a0 - a1;
      tmp[12 + i] = a3 - a2;
    }
    for (int i = 0; i < 4; i++) {
      int dc = tmp[4 * i] + 3;
      int a0 = dc + tmp[4 * i + 3];
      int a1 = tmp[4 * i + 1] + tmp[4 * i + 2];
      int a2 = tmp[4 * i + 1] - tmp[4 * i + 2];
      int a3 = dc - tmp[4 * i + 3];
      int to = 64 * i;
      coefficients[to] = (a0 + a1) >> 3;
      coefficients[to + 16] = (a3 + a2) >> 3;
      coefficients[to + 32] = (a0 - a1) >> 3;
      coefficients[to + 48] = (a3 - a2) >> 3;
    }
  }

  /** Cosine transform of 4 x 4 coefficients, added to a prediction. */
  static void add(int[] in, int from, Plane plane, int x, int y) {
    int[] tmp = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = in[from + i] + in[from + 8 + i];
      int b = in[from + i] - in[from + 8 + i];
      int c = sine(in[from + 4 + i]) - cosine(in[from + 12 + i]);
      int d = cosine(in[from + 4 + i]) + sine(in[from + 12 + i]);
      tmp[4 * i] = a + d;
      tmp[4 * i + 1] = b + c;
      tmp[4 * i + 2] = b - c;
      tmp[4 * i + 3] = a - d;
    }
    for (int i = 0; i < 4; i++) {
      int dc = tmp[i] + 4;
      int a = dc + tmp[8 + i];
      int b = dc - tmp[8 + i];
      int c = sine(tmp[4 + i]) - cosine(tmp[12 + i]);
      int d = cosine(tmp[4 + i]) + sine(tmp[12 + i]);
      int at = plane.at(x, y + i);
      plane.add(at, (a + d) >> 3);
      plane.add(at + 1, (b + c) >> 3);
      plane.add(at + 2, (b - c) >> 3);
      plane.add(at + 3, (a - d) >> 3);
    }
  }

  /** Times the square root of 2 and the cosine of 22.5 degrees. */
  private static int cosine(int value) {
    return ((value * 20091) >> 16) + value;
  }

  /** Times the square root of 2 and the sine of 22.5 degrees. */
  private static int sine(int value) {
    return (value * 35468) >> 16;
  }
}
