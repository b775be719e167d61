package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import java.util.List;

/**
 * A range of sizes for which statistics are made on their own.
 *
 * @param name its name in the report, such as small
 * @param sign what is put behind AP and AR for it, such as s
 * @param least least area that belongs to it, in square pixels
 * @param most largest area that belongs to it, in square pixels
 */
public record AreaRange(String name, String sign, double least, double most) {

  private static final double SMALL = 32 * 32;
  private static final double MEDIUM = 96 * 96;
  private static final double ANY = 1e5 * 1e5;

  /** COCO's ranges: all, small, medium and large. Both ends belong to a range. */
  public static final List<AreaRange> COCO =
      List.of(
          new AreaRange("all", "", 0, ANY),
          new AreaRange("small", "s", 0, SMALL),
          new AreaRange("medium", "m", SMALL, MEDIUM),
          new AreaRange("large", "l", MEDIUM, ANY));

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if its ends are the wrong way round or not numbers
   */
  public AreaRange {
    Checks.that(
        least <= most, "area range %s: expected least <= most, got %s and %s", name, least, most);
  }

  /**
   * Returns whether an area belongs to the range.
   *
   * @param area area in square pixels
   * @return whether it lies between the ends, or on one
   */
  public boolean contains(double area) {
    return !(area < least || area > most);
  }
}
