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
   * Tells whether rows of the stored picture are columns of the upright one.
   *
   * @return true for the four that turn by a quarter
   */
  public boolean swapsSides() {
    return swapped;
  }

  /**
   * The order in which the stored pixels are to be read to see the picture upright.
   *
   * @param start index of the stored pixel that is upright the first
   * @param right distance in the stored picture from an upright pixel to its right neighbour
   * @param down distance in the stored picture from an upright pixel to the one below
   */
  public record Walk(int start, int right, int down) {}

  /**
   * Returns the way through a stored picture.
   *
   * @param width columns as stored
   * @param height rows as stored
   * @return start and steps, in pixels
   */
  public Walk walk(int width, int height) {
    int acrossX = mirrorX ? -1 : 1;
    int downY = mirrorY ? -width : width;
    int start = (mirrorX ? width - 1 : 0) + (mirrorY ? (height - 1) * width : 0);
    return swapped ? new Walk(start, downY, acrossX) : new Walk(start, acrossX, downY);
  }
}
