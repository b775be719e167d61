package io.greenmim.train.augment;

import io.greenmim.image.PixelImage;
import java.util.function.IntUnaryOperator;

/** Operations that change each sample by itself: a table of 256 values for each channel. */
final class PointTables {

  private static final int VALUES = 256;
  private static final int LARGEST = 255;

  private PointTables() {}

  /** Gives all channels the same function, cut to 0 to 255. */
  static PixelImage map(PixelImage image, IntUnaryOperator function) {
    byte[] table = table(function);
    return look(image, new byte[][] {table, table, table});
  }

  /** Stretches the range of each channel to 0 to 255, rounded down. */
  static PixelImage stretched(PixelImage image) {
    byte[][] tables = new byte[PixelImage.COLOURS][];
    for (int c = 0; c < tables.length; c++) {
      int[] counts = counts(image, c);
      int smallest = 0;
      while (counts[smallest] == 0) {
        smallest++;
      }
      int largest = LARGEST;
      while (counts[largest] == 0) {
        largest--;
      }
      double scale = (double) LARGEST / (largest - smallest);
      double offset = -smallest * scale;
      tables[c] =
          largest == smallest ? table(v -> v) : table(value -> (int) (value * scale + offset));
    }
    return look(image, tables);
  }

  /** Levels the histogram of each channel. */
  static PixelImage equalized(PixelImage image) {
    byte[][] tables = new byte[PixelImage.COLOURS][];
    int pixels = image.width() * image.height();
    for (int c = 0; c < tables.length; c++) {
      int[] counts = counts(image, c);
      int largest = LARGEST;
      while (counts[largest] == 0) {
        largest--;
      }
      int step = (pixels - counts[largest]) / LARGEST;
      int[] below = new int[VALUES];
      for (int v = 1; v < VALUES; v++) {
        below[v] = below[v - 1] + counts[v - 1];
      }
      tables[c] = step == 0 ? table(v -> v) : table(v -> (step / 2 + below[v]) / step);
    }
    return look(image, tables);
  }

  private static byte[] table(IntUnaryOperator function) {
    byte[] table = new byte[VALUES];
    for (int v = 0; v < VALUES; v++) {
      table[v] = (byte) Math.max(0, Math.min(LARGEST, function.applyAsInt(v)));
    }
    return table;
  }

  private static int[] counts(PixelImage image, int channel) {
    byte[] bytes = image.bytes();
    int[] counts = new int[VALUES];
    for (int i = channel; i < bytes.length; i += PixelImage.COLOURS) {
      counts[bytes[i] & 0xff]++;
    }
    return counts;
  }

  private static PixelImage look(PixelImage image, byte[][] tables) {
    byte[] from = image.bytes();
    byte[] to = new byte[from.length];
    for (int i = 0; i < to.length; i += PixelImage.COLOURS) {
      to[i] = tables[0][from[i] & 0xff];
      to[i + 1] = tables[1][from[i + 1] & 0xff];
      to[i + 2] = tables[2][from[i + 2] & 0xff];
    }
    return PixelImage.rgb(image.width(), image.height(), to);
  }
}
