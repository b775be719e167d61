package io.greenmim.train.report;

import io.greenmim.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Where everything of an image sheet goes; lengths in pixels. */
final class SheetLayout {

  /** Free space around pictures. */
  static final int GAP = 8;

  /** Height of a caption. */
  static final int LINE = 20;

  /** Height of the title. */
  static final int TITLE = 28;

  /** Columns are at least so wide, or captions could not be read. */
  static final int MIN_COLUMN = 112;

  private static final int BASELINE = 15;
  private static final Color TEXT = new Color(0x303030);
  private static final Font CAPTION_FONT = DrawingFonts.sansSerif(Font.PLAIN, 13);
  private static final Font COLUMN_FONT = DrawingFonts.sansSerif(Font.BOLD, 13);
  private static final Font TITLE_FONT = DrawingFonts.sansSerif(Font.BOLD, 15);
  private static final String CUT = "...";

  private final ImageSheet sheet;
  private final int scale;
  private final int[] columnLeft;
  private final int[] columnWidth;
  private final int width;
  private final int height;

  SheetLayout(ImageSheet sheet) {
    this.sheet = sheet;
    int columns = sheet.rows().stream().mapToInt(row -> row.cells().size()).max().orElseThrow();
    int widest = 1;
    columnWidth = new int[columns];
    for (ImageSheet.Row row : sheet.rows()) {
      for (int i = 0; i < row.cells().size(); i++) {
        int imageWidth = row.cells().get(i).image().width();
        columnWidth[i] = Math.max(columnWidth[i], imageWidth);
        widest = Math.max(widest, imageWidth);
      }
    }
    scale = (MIN_COLUMN + widest - 1) / widest;
    columnLeft = new int[columns];
    int left = GAP;
    for (int i = 0; i < columns; i++) {
      columnLeft[i] = left;
      columnWidth[i] = Math.max(MIN_COLUMN, columnWidth[i] * scale);
      left += columnWidth[i] + GAP;
    }
    width = left;
    height = headHeight() + sheet.rows().stream().mapToInt(this::rowHeight).sum() + GAP;
  }

  BufferedImage draw() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      graphics.setColor(TEXT);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      drawHead(graphics);
      int top = headHeight();
      for (ImageSheet.Row row : sheet.rows()) {
        drawRow(graphics, image, row, top);
        top += rowHeight(row);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** Height of title and column captions with the space above them. */
  private int headHeight() {
    return (sheet.title().isEmpty() ? 0 : TITLE) + (sheet.columns().isEmpty() ? 0 : LINE);
  }

  /** Height of a row: the space above it, its caption, its pictures, their captions. */
  private int rowHeight(ImageSheet.Row row) {
    return GAP
        + (row.caption().isEmpty() ? 0 : LINE)
        + imageHeight(row)
        + (hasCellCaptions(row) ? LINE : 0);
  }

  private int imageHeight(ImageSheet.Row row) {
    return scale * row.cells().stream().mapToInt(cell -> cell.image().height()).max().orElseThrow();
  }

  private static boolean hasCellCaptions(ImageSheet.Row row) {
    return row.cells().stream().anyMatch(cell -> !cell.caption().isEmpty());
  }

  private void drawHead(Graphics2D graphics) {
    int top = 0;
    if (!sheet.title().isEmpty()) {
      drawText(graphics, TITLE_FONT, sheet.title(), GAP, TITLE - LINE, width - 2 * GAP);
      top = TITLE;
    }
    for (int i = 0; i < sheet.columns().size(); i++) {
      drawText(
          graphics, COLUMN_FONT, sheet.columns().get(i), columnLeft[i], top + 4, columnWidth[i]);
    }
  }

  private void drawRow(Graphics2D graphics, BufferedImage target, ImageSheet.Row row, int rowTop) {
    int top = rowTop + GAP;
    if (!row.caption().isEmpty()) {
      drawText(graphics, CAPTION_FONT, row.caption(), GAP, top - 2, width - 2 * GAP);
      top += LINE;
    }
    int captionTop = top + imageHeight(row);
    for (int i = 0; i < row.cells().size(); i++) {
      ImageSheet.Cell cell = row.cells().get(i);
      copy(cell.image(), target, columnLeft[i], top);
      drawText(
          graphics, CAPTION_FONT, cell.caption(), columnLeft[i], captionTop, columnWidth[i]);
    }
  }

  private void copy(RgbImage image, BufferedImage target, int left, int top) {
    int scaledWidth = image.width() * scale;
    int[] line = new int[scaledWidth];
    for (int y = 0; y < image.height() * scale; y++) {
      for (int x = 0; x < scaledWidth; x++) {
        int sourceX = x / scale;
        int sourceY = y / scale;
        line[x] =
            image.sample(sourceX, sourceY, 0) << 16
                | image.sample(sourceX, sourceY, 1) << 8
                | image.sample(sourceX, sourceY, 2);
      }
      target.setRGB(left, top + y, scaledWidth, 1, line, 0, scaledWidth);
    }
  }

  private static void drawText(
      Graphics2D graphics, Font font, String text, int left, int top, int room) {
    graphics.setFont(font);
    graphics.drawString(fit(text, graphics.getFontMetrics(), room), left, top + BASELINE);
  }

  /** Cuts a text to the room it has, in pixels. */
  static String fit(String text, FontMetrics metrics, int room) {
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
