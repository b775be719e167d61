package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import java.util.Arrays;

/**
 * The text in which COCO's files keep the run lengths of a mask ("compressed RLE").
 *
 * <p>From the fourth run on, the difference to the run before the last is stored. Each number is
 * cut into groups of five bits, lowest first; a sixth bit says that more groups follow, and the
 * highest bit of the last group is the sign. Each group is a character from '0' (48) on.
 */
public final class RleString {

  private static final char ZERO = '0';
  private static final int BITS = 5;
  private static final int LOW = (1 << BITS) - 1;
  private static final int MORE = 1 << BITS;
  private static final int SIGN = 1 << (BITS - 1);

  /** A difference of two run lengths fits into 33 bits. */
  private static final int MOST_GROUPS = 7;

  /** The first run that is stored as a difference. */
  private static final int FIRST_DIFFERENCE = 3;

  private RleString() {}

  /**
   * Writes the run lengths of a mask.
   *
   * @param mask the mask
   * @return its text, characters '0' to 'o'
   */
  public static String format(RunLengthMask mask) {
    int[] counts = mask.runs();
    StringBuilder text = new StringBuilder(2 * counts.length);
    for (int run = 0; run < counts.length; run++) {
      long rest = counts[run] - (run < FIRST_DIFFERENCE ? 0L : counts[run - 2]);
      boolean more = true;
      while (more) {
        int group = (int) (rest & LOW);
        rest >>= BITS;
        more = rest != ((group & SIGN) == 0 ? 0 : -1);
        text.append((char) (ZERO + (more ? group | MORE : group)));
      }
    }
    return text.toString();
  }

  /**
   * Reads the run lengths of a mask.
   *
   * @param height height of the image in pixels, at least 1
   * @param width width of the image in pixels, at least 1
   * @param text the text
   * @return the mask
   * @throws IllegalArgumentException if the text holds another character, ends within a number,
   *     gives a run of less than 0 pixels or runs that do not add up to the pixels of the image
   */
  public static RunLengthMask parse(int height, int width, String text) {
    int[] counts = new int[text.length()];
    int runs = 0;
    for (int at = 0; at < text.length(); ) {
      int end = endOfNumber(text, at);
      long count = number(text, at, end) + (runs < FIRST_DIFFERENCE ? 0 : counts[runs - 2]);
      Checks.that(
          count >= 0 && count <= Integer.MAX_VALUE,
          "compressed mask: expected runs of 0 to %d pixels, got %d in run %d",
          Integer.MAX_VALUE,
          count,
          runs);
      counts[runs++] = (int) count;
      at = end;
    }
    return RunLengthMask.of(height, width, Arrays.copyOf(counts, runs));
  }

  private static int endOfNumber(String text, int start) {
    for (int at = start; at < text.length() && at < start + MOST_GROUPS; at++) {
      int group = text.charAt(at) - ZERO;
      Checks.that(
          group >= 0 && group < 2 * MORE,
          "compressed mask: expected characters '0' to 'o', got code %d at position %d",
          (int) text.charAt(at),
          at);
      if ((group & MORE) == 0) {
        return at + 1;
      }
    }
    throw new IllegalArgumentException(
        "compressed mask: expected the number at position %s to end within %s characters, got none"
                .formatted(start, Math.min(MOST_GROUPS, text.length() - start))
            + " that ends it");
  }

  private static long number(String text, int start, int end) {
    long number = 0;
    for (int at = end - 1; at >= start; at--) {
      number = (number << BITS) | ((text.charAt(at) - ZERO) & LOW);
    }
    boolean negative = ((text.charAt(end - 1) - ZERO) & SIGN) != 0;
    return negative ? number - (1L << (BITS * (end - start))) : number;
  }
}
