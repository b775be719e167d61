package io.greenmim.image.webp;

import io.greenmim.image.PixelImage;
import java.io.IOException;

/**
 * Decodes the picture of a lossy WebP file: one key frame of VP8 (RFC 6386).
 *
 * <p>Colour differences are interpolated and converted as WebP's reference library does, which the
 * standard leaves open.
 */
public final class Vp8Picture {

  private static final int SIDE = 16;

  private final Vp8Header header;
  private final int columns;
  private final int rows;
  private final Plane luma;
  private final Plane[] chroma;

  /** Strength of the filter by block; the inner borders are smoothed where it is negative. */
  private final byte[] levels;

  private Vp8Picture(Vp8Header header) {
    this.header = header;
    columns = (header.width + SIDE - 1) / SIDE;
    rows = (header.height + SIDE - 1) / SIDE;
    luma = new Plane(SIDE * columns, SIDE * rows);
    chroma =
        new Plane[] {
          new Plane(SIDE / 2 * columns, SIDE / 2 * rows),
          new Plane(SIDE / 2 * columns, SIDE / 2 * rows)
        };
    levels = new byte[columns * rows];
  }

  /**
   * Decodes a picture.
   *
   * @param data holds the frame
   * @param from its first byte
   * @param length its bytes
   * @return the picture
   * @throws IOException if the data are no whole key frame
   */
  public static PixelImage decode(byte[] data, int from, int length) throws IOException {
    Vp8Header header = new Vp8Header(data, from, from + length);
    if (header.width < 1 || header.height < 1) {
      throw new IOException("a picture without pixels");
    }
    Vp8Picture picture = new Vp8Picture(header);
    picture.reconstruct();
    if (header.filtered()) {
      picture.filter();
    }
    return new Upsampler(picture.luma, picture.chroma).toRgb(header.width, header.height);
  }

  private void reconstruct() throws IOException {
    ModeReader modes = new ModeReader(header, columns);
    ResidualReader residuals = new ResidualReader(header, columns);
    Prediction prediction = new Prediction();
    Macroblock block = new Macroblock();
    for (int row = 0; row < rows; row++) {
      BoolDecoder partition = header.partitions[row % header.partitions.length];
      modes.startRow();
      residuals.startRow(partition);
      for (int column = 0; column < columns; column++) {
        modes.read(block, column);
        residuals.read(block, column);
        partition.requireEnough();
        reconstruct(block, prediction, column, row);
        int level = header.filterLevel(block.segment, block.hasSubModes);
        boolean inner = block.hasSubModes || block.coded;
        levels[row * columns + column] = (byte) (inner ? -level : level);
      }
      header.first.requireEnough();
    }
  }

  private void reconstruct(Macroblock block, Prediction prediction, int column, int row) {
    int x = SIDE * column;
    int y = SIDE * row;
    if (!block.hasSubModes) {
      Prediction.square(luma, x, y, SIDE, block.lumaMode);
    }
    if (block.hasSubModes && column == columns - 1 && row > 0) {
      // Nothing is above and to the right of the last block: its last sample is repeated.
      int last = luma.at(x + SIDE - 1, y - 1);
      for (int i = 1; i <= 4; i++) {
        luma.set(last + i, luma.get(last));
      }
    }
    for (int i = 0; i < SIDE; i++) {
      int subX = x + 4 * (i % 4);
      int subY = y + 4 * (i / 4);
      if (block.hasSubModes) {
        // The last column's right neighbours are not decoded yet: those of its first row serve all.
        int right = i % 4 == 3 ? luma.at(subX + 4, y - 1) : luma.at(subX + 4, subY - 1);
        prediction.subBlock(luma, subX, subY, block.subModes[i], right);
      }
      Transforms.add(block.coefficients, SIDE * i, luma, subX, subY);
    }
    for (int plane = 0; plane < 2; plane++) {
      Prediction.square(chroma[plane], x / 2, y / 2, SIDE / 2, block.chromaMode);
      for (int i = 0; i < 4; i++) {
        int from = SIDE * (SIDE + 4 * plane + i);
        int subX = x / 2 + 4 * (i % 2);
        Transforms.add(block.coefficients, from, chroma[plane], subX, y / 2 + 4 * (i / 2));
      }
    }
  }

  private void filter() {
    LoopFilter filter = new LoopFilter(header.simpleFilter, header.sharpness);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int level = levels[row * columns + column];
        if (level == 0) {
          continue;
        }
        filter.setLevel(Math.abs(level));
        boolean inner = level < 0;
        borders(filter, luma, column, row, SIDE, inner);
        if (!header.simpleFilter) {
          borders(filter, chroma[0], column, row, SIDE / 2, inner);
          borders(filter, chroma[1], column, row, SIDE / 2, inner);
        }
      }
    }
  }

  private static void borders(
      LoopFilter filter, Plane plane, int column, int row, int side, boolean inner) {
    int x = column * side;
    int y = row * side;
    for (int i = 0; i < side; i += 4) {
      if (i == 0 ? column > 0 : inner) {
        filter.border(plane, plane.at(x + i, y), 1, plane.stride, side, i == 0);
      }
    }
    for (int i = 0; i < side; i += 4) {
      if (i == 0 ? row > 0 : inner) {
        filter.border(plane, plane.at(x, y + i), plane.stride, 1, side, i == 0);
      }
    }
  }
}
