package io.greenmim.train.report;

import io.greenmim.image.RgbImage;
import io.greenmim.weights.AtomicFiles;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures in rows and columns under column titles, with a line below that says what is shown. */
public final class ImageSheet {

  private static final int MARGIN = 8;
  private static final int LINE = 22;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  private final List<String> titles;
  private final String note;
  private final List<List<RgbImage>> rows = new ArrayList<>();

  /**
   * Makes an empty sheet.
   *
   * @param titles title of each column, at least one
   * @param note what is shown, one line
   */
  public ImageSheet(List<String> titles, String note) {
    if (titles.isEmpty()) {
      throw new IllegalArgumentException("image sheet: expected at least one column, got none");
    }
    this.titles = List.copyOf(titles);
    this.note = note;
  }

  /**
   * Adds a row.
   *
   * @param images one picture for each column; all pictures of a sheet have one size
   * @throws IllegalArgumentException if the number or the size does not fit
   */
  public void add(List<RgbImage> images) {
    if (images.size() != titles.size()) {
      throw new IllegalArgumentException(
          "image sheet: expected %d pictures in a row, got %d"
              .formatted(titles.size(), images.size()));
    }
    RgbImage first = rows.isEmpty() ? images.get(0) : rows.get(0).get(0);
    for (RgbImage image : images) {
      if (image.width() != first.width() || image.height() != first.height()) {
        throw new IllegalArgumentException(
            "image sheet: expected pictures of %d x %d, got one of %d x %d"
                .formatted(first.width(), first.height(), image.width(), image.height()));
      }
    }
    rows.add(List.copyOf(images));
  }

  /**
   * Writes the sheet as PNG.
   *
   * @param path the file; replaced whole or not at all
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if the sheet has no row
   */
  public void write(Path path) throws IOException {
    BufferedImage canvas = draw();
    AtomicFiles.replace(path, file -> ImageIO.write(canvas, "png", file.toFile()));
  }

  private BufferedImage draw() {
    if (rows.isEmpty()) {
      throw new IllegalStateException("image sheet: expected at least one row, got none");
    }
    int cellWidth = rows.get(0).get(0).width() + MARGIN;
    int cellHeight = rows.get(0).get(0).height() + MARGIN;
    int width = Math.max(MARGIN + titles.size() * cellWidth, 2 * MARGIN + textWidth(note));
    int height = 2 * LINE + MARGIN + rows.size() * cellHeight;
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    try {
      prepare(graphics, width, height);
      for (int column = 0; column < titles.size(); column++) {
        graphics.drawString(titles.get(column), MARGIN + column * cellWidth, LINE - 5);
      }
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < titles.size(); column++) {
          BufferedImage picture = toBuffered(rows.get(row).get(column));
          graphics.drawImage(picture, MARGIN + column * cellWidth, LINE + row * cellHeight, null);
        }
      }
      graphics.setColor(Color.GRAY);
      graphics.drawString(note, MARGIN, height - MARGIN);
    } finally {
      graphics.dispose();
    }
    return canvas;
  }

  private static void prepare(Graphics2D graphics, int width, int height) {
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.BLACK);
    graphics.setFont(FONT);
  }

  private static int textWidth(String text) {
    BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = probe.createGraphics();
    try {
      FontMetrics metrics = graphics.getFontMetrics(FONT);
      return metrics.stringWidth(text);
    } finally {
      graphics.dispose();
    }
  }

  private static BufferedImage toBuffered(RgbImage image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int i = 0; i < image.width() * image.height(); i++) {
      int colour =
          (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
      buffered.setRGB(i % image.width(), i / image.width(), colour);
    }
    return buffered;
  }
}
