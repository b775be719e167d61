package io.greenmim.image;

/**
 * How a camera stored a picture, and the way back to upright (EXIF 2.32, tag 0x0112). The names say
 * where the picture's first row and first column lie.
 */
public enum Orientation {
  /** 1: upright. */
  TOP_LEFT(false, false, false),
  /** 2: mirrored. */
  TOP_RIGHT(false, true, false),
  /** 3: turned by 180 degrees. */
  BOTTOM_RIGHT(false, true, true),
  /** 4: upside down, mirrored. */
  BOTTOM_LEFT(false, false, true),
  /** 5: rows and columns exchanged. */
  LEFT_TOP(true, false, false),
  /** 6: to be turned clockwise by 90 degrees. */
  RIGHT_TOP(true, false, true),
  /** 7: rows and columns exchanged, turned by 180 degrees. */
  RIGHT_BOTTOM(true, true, true),
  /** 8: to be turned counter-clockwise by 90 degrees. */
  LEFT_BOTTOM(true, true, false);

  private final boolean swapped;
  private final boolean mirrorX;
  private final boolean mirrorY;

  /** The stored picture's axes, as seen from the upright one. */
  Orientation(boolean swapped, boolean mirrorX, boolean mirrorY) {
    this.swapped = swapped;
    this.mirrorX = mirrorX;
    this.mirrorY = mirrorY;
  }

  /**
   * Returns the orientation of a number.
   *
   * @param number value of the tag
   * @return the orientation; upright for a number that is not 1 to 8, as decoders have it
   */
  public static Orientation of(int number) {
    return number >= 1 && number <= values().length ? values()[number - 1] : TOP_LEFT;
  }

  /**
   * Turns a stored picture upright.
   *
   * @param stored the picture as it was stored
   * @return the upright picture; the same object where nothing is to be done
   */
  public RgbImage upright(RgbImage stored) {
    if (this == TOP_LEFT) {
      return stored;
    }
    int width = swapped ? stored.height() : stored.width();
    int height = swapped ? stored.width() : stored.height();
    byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
    int next = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int across = swapped ? y : x;
        int down = swapped ? x : y;
        int column = mirrorX ? stored.width() - 1 - across : across;
        int row = mirrorY ? stored.height() - 1 - down : down;
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          rgb[next++] = (byte) stored.sample(column, row, c);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
