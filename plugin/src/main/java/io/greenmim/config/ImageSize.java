package io.greenmim.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of images. In JSON a number where height and width are equal, otherwise the list of
 * both.
 *
 * @param height rows of pixels, at least 1
 * @param width columns of pixels, at least 1
 */
public record ImageSize(int height, int width) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:x(\\d{1,9}))?");

  /**
   * Checks the sides.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public ImageSize {
    Checks.that(
        height >= 1 && width >= 1,
        "imageSize: expected sides of at least 1 pixel, got %s",
        text(height, width));
  }

  /**
   * Makes the size of square images.
   *
   * @param side both height and width in pixels, at least 1
   * @return the size
   */
  public static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  /**
   * Reads a size as people write it.
   *
   * @param text {@code 224} for square images, or height and width such as {@code 160x320}
   * @return the size
   * @throws IllegalArgumentException if the text is no size
   */
  public static ImageSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Checks.that(
        matcher.matches(),
        "imageSize: expected a side in pixels, or HEIGHTxWIDTH such as 160x320, got %s",
        text);
    int height = Integer.parseInt(matcher.group(1));
    return new ImageSize(
        height, matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2)));
  }

  /** {@return whether height and width are equal} */
  public boolean isSquare() {
    return height == width;
  }

  /** {@return the larger of the two sides} */
  public int longer() {
    return Math.max(height, width);
  }

  /**
   * Tells whether squares fill the image.
   *
   * @param side side of a square in pixels, at least 1
   * @return whether both sides are multiples of it
   */
  public boolean isMultipleOf(int side) {
    return height % side == 0 && width % side == 0;
  }

  /** Returns what JSON has: a number or a list. */
  Object plain() {
    return isSquare() ? (Object) height : List.of(height, width);
  }

  /** {@return the size as people write it, such as {@code 224} or {@code 160x320}} */
  @Override
  public String toString() {
    return text(height, width);
  }

  private static String text(int height, int width) {
    return height == width ? Integer.toString(height) : height + "x" + width;
  }
}
