package io.greenmim.image.webp;

import io.greenmim.image.PixelImage;

/** From luminance and halved colour differences to red, green and blue (ITU-R BT.601). */
final class Upsampler {

  private final Plane luma;
  private final Plane[] chroma;

  Upsampler(Plane luma, Plane[] chroma) {
    this.luma = luma;
    this.chroma = chroma;
  }

  PixelImage toRgb(int width, int height) {
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int chromaWidth = (width + 1) / 2;
    int chromaHeight = (height + 1) / 2;
    int to = 0;
    for (int y = 0; y < height; y++) {
      int row = y / 2;
      int otherRow = clip(y % 2 == 0 ? row - 1 : row + 1, chromaHeight);
      for (int x = 0; x < width; x++) {
        int column = x / 2;
        int otherColumn = clip(x % 2 == 0 ? column - 1 : column + 1, chromaWidth);
        int u = interpolated(chroma[0], column, row, otherColumn, otherRow);
        int v = interpolated(chroma[1], column, row, otherColumn, otherRow);
        int light = scaled(luma.get(luma.at(x, y)), 19077);
        rgb[to++] = sixth(light + scaled(v, 26149) - 14234);
        rgb[to++] = sixth(light - scaled(u, 6419) - scaled(v, 13320) + 8708);
        rgb[to++] = sixth(light + scaled(u, 33050) - 17685);
      }
    }
    return PixelImage.rgb(width, height, rgb);
  }

  private static int clip(int index, int count) {
    return Math.max(0, Math.min(count - 1, index));
  }

  /** 9, 3, 3 and 1 sixteenths of the four nearest samples, rounded twice. */
  private static int interpolated(Plane plane, int column, int row, int otherColumn, int otherRow) {
    int nearest = plane.get(plane.at(column, row));
    int beside = plane.get(plane.at(otherColumn, row));
    int below = plane.get(plane.at(column, otherRow));
    int across = plane.get(plane.at(otherColumn, otherRow));
    int diagonal = (nearest + 3 * (beside + below) + across + 8) >> 3;
    return (diagonal + nearest) >> 1;
  }

  private static int scaled(int value, int factor) {
    return (value * factor) >> 8;
  }

  private static byte sixth(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }
}
