package io.greenmim.train.report;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;

/** The fonts of plots and picture sheets, which come from the operating system. */
public final class DrawingFonts {

  private static final String CUT = "...";

  private DrawingFonts() {}

  /**
   * Checks that text can be drawn, so that a run fails at its start and not at its first picture.
   *
   * @throws IllegalStateException if the machine has no font
   */
  public static void require() {
    try {
      sansSerif(Font.PLAIN, 12).getStringBounds("A", new FontRenderContext(null, true, true));
    } catch (RuntimeException | LinkageError | InternalError e) {
      // The Java machine itself reports a missing font as any of these, with no usable words.
      throw new IllegalStateException(
          "pictures need a font: expected one from the operating system, found none; install"
              + " fontconfig and a font, on Debian: apt-get install fontconfig fonts-dejavu-core",
          e);
    }
  }

  /**
   * Returns a font without serifs.
   *
   * @param style style as {@link Font} numbers them
   * @param size size in points
   * @return the font
   */
  public static Font sansSerif(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /**
   * Cuts a text to the room it has.
   *
   * @param text the text
   * @param metrics of its font
   * @param room most pixels
   * @return the text, or its beginning and three dots
   */
  public static String fit(String text, FontMetrics metrics, int room) {
    if (metrics.stringWidth(text) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 0 && metrics.stringWidth(text.substring(0, end) + CUT) > room) {
      end--;
    }
    return text.substring(0, end) + CUT;
  }
}
