package io.greenmim.train.report;

import io.greenmim.image.PixelImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Where everything of an image sheet goes; lengths in pixels. */
final class SheetLayout {

  /** Free space around pictures. */
  static final int GAP = 8;

  /** Height of a line of text. */
  static final int LINE = 20;

  /** Columns are at least so wide, or titles and captions could not be read. */
  static final int MIN_COLUMN = 112;

  private static final int BASELINE = 15;
  private static final Color TEXT = new Color(0x303030);
  private static final Font PLAIN = DrawingFonts.sansSerif(Font.PLAIN, 13);
  private static final Font BOLD = DrawingFonts.sansSerif(Font.BOLD, 13);

  private final List<ImageSheet.Row> rows;
  private final int scale;
  private final int[] columnLeft;
  private final int[] columnWidth;
  private final List<List<String>> titles = new ArrayList<>();
  private final List<String> note;
  private final int width;
  private final int height;

  SheetLayout(List<String> titles, List<ImageSheet.Row> rows, String note) {
    this.rows = rows;
    int columns = titles.size();
    columnLeft = new int[columns];
    columnWidth = new int[columns];
    int widest = 1;
    for (ImageSheet.Row row : rows) {
      for (int i = 0; i < columns; i++) {
        columnWidth[i] = Math.max(columnWidth[i], row.images().get(i).width());
        widest = Math.max(widest, columnWidth[i]);
      }
    }
    scale = (MIN_COLUMN + widest - 1) / widest;
    int left = GAP;
    for (int i = 0; i < columns; i++) {
      columnLeft[i] = left;
      columnWidth[i] = Math.max(MIN_COLUMN, columnWidth[i] * scale);
      left += columnWidth[i] + GAP;
    }
    width = left;
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      for (int i = 0; i < columns; i++) {
        this.titles.add(wrap(titles.get(i), graphics.getFontMetrics(BOLD), columnWidth[i]));
      }
      this.note =
          note.isEmpty() ? List.of() : wrap(note, graphics.getFontMetrics(PLAIN), width - 2 * GAP);
    } finally {
      graphics.dispose();
    }
    height = headHeight() + rows.stream().mapToInt(this::rowHeight).sum() + footHeight();
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
      graphics.setFont(BOLD);
      for (int i = 0; i < titles.size(); i++) {
        drawLines(graphics, titles.get(i), columnLeft[i], GAP / 2);
      }
      graphics.setFont(PLAIN);
      int top = headHeight();
      for (ImageSheet.Row row : rows) {
        drawRow(graphics, image, row, top);
        top += rowHeight(row);
      }
      drawLines(graphics, note, GAP, top + GAP / 2);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** Height of the titles with the space above and below them. */
  private int headHeight() {
    return GAP + LINE * titles.stream().mapToInt(List::size).max().orElseThrow();
  }

  /** Height of a row: its pictures, their captions, the space below. */
  private int rowHeight(ImageSheet.Row row) {
    boolean captions = row.captions().stream().anyMatch(caption -> !caption.isEmpty());
    return imageHeight(row) + (captions ? LINE : 0) + GAP;
  }

  private int imageHeight(ImageSheet.Row row) {
    return scale * row.images().stream().mapToInt(PixelImage::height).max().orElseThrow();
  }

  /** Height of the note with the space around it. */
  private int footHeight() {
    return note.isEmpty() ? 0 : note.size() * LINE + GAP;
  }

  private void drawRow(Graphics2D graphics, BufferedImage target, ImageSheet.Row row, int top) {
    int captionTop = top + imageHeight(row);
    for (int i = 0; i < row.images().size(); i++) {
      copy(row.images().get(i), target, columnLeft[i], top);
      String caption =
          DrawingFonts.fit(row.captions().get(i), graphics.getFontMetrics(), columnWidth[i]);
      graphics.drawString(caption, columnLeft[i], captionTop + BASELINE);
    }
  }

  private void copy(PixelImage image, BufferedImage target, int left, int top) {
    int[] line = new int[image.width() * scale];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < line.length; x++) {
        line[x] =
            image.sample(x / scale, y, 0) << 16
                | image.sample(x / scale, y, 1) << 8
                | image.sample(x / scale, y, 2);
      }
      for (int i = 0; i < scale; i++) {
        target.setRGB(left, top + y * scale + i, line.length, 1, line, 0, line.length);
      }
    }
  }

  private static void drawLines(Graphics2D graphics, List<String> lines, int left, int top) {
    for (int i = 0; i < lines.size(); i++) {
      graphics.drawString(lines.get(i), left, top + i * LINE + BASELINE);
    }
  }

  /** Breaks a text at its spaces into lines of at most some pixels; a long word is cut. */
  static List<String> wrap(String text, FontMetrics metrics, int room) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && metrics.stringWidth(longer) > room) {
        lines.add(line);
        longer = word;
      }
      line = DrawingFonts.fit(longer, metrics, room);
    }
    lines.add(line);
    return lines;
  }
}
