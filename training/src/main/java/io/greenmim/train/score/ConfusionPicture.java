package io.greenmim.train.score;

import io.greenmim.tensors.Printable;
import io.greenmim.train.report.DrawingFonts;
import io.greenmim.train.report.PngFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What was taken for what, as a picture: a row for each class, a column for what it was taken for.
 * Blue is right, orange wrong; the deeper the larger the share of the row.
 *
 * <p>Up to 30 classes have their numbers in the fields, up to 120 their names beside them. More
 * than 1000 are drawn several to a point. More than 30 have a list beside them of what is taken for
 * something else most often.
 */
final class ConfusionPicture {

  private static final int MOST_NUMBERED = 30;
  private static final int MOST_NAMED = 120;
  private static final int MOST_POINTS = 1000;
  private static final int NAMED_SIDE = 11;
  private static final int NUMBERED_ROOM = 720;
  private static final int LARGEST_SIDE = 64;
  private static final int SMALLEST_SIDE = 26;

  private static final int GAP = 12;
  private static final int LINE = 20;
  private static final int BASELINE = 15;
  private static final int LONGEST_NAME = 150;
  private static final int LIST_WIDTH = 440;
  private static final int LEAST_WIDTH = 520;
  private static final int MOST_LISTED = 30;

  private static final Color RIGHT = new Color(0x1f4e9c);
  private static final Color WRONG = new Color(0xd9822b);
  private static final Color FRAME = new Color(0xb0b0b0);
  private static final Color TEXT = new Color(0x303030);
  private static final double DARK = 0.55;
  private static final double LEAST_DEPTH = 0.15;
  private static final int LEAST_DOT = 3;

  private final ClassReport report;
  private final int classes;
  private final int perPoint;
  private final int points;
  private final int side;
  private final int left;
  private final int top;

  private ConfusionPicture(ClassReport report) {
    this.report = report;
    classes = report.classes().size();
    perPoint = (classes + MOST_POINTS - 1) / MOST_POINTS;
    points = (classes + perPoint - 1) / perPoint;
    side = side();
    int names = classes <= MOST_NAMED ? widestName() + GAP : 0;
    left = GAP + names;
    top = 2 * GAP + 3 * LINE + names;
  }

  /**
   * Draws scores and writes the picture, whole or not at all.
   *
   * @param path the file
   * @param report the scores
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if the machine has no font
   */
  static void write(Path path, ClassReport report) throws IOException {
    DrawingFonts.require();
    PngFile.write(path, new ConfusionPicture(report).draw());
  }

  private int side() {
    if (classes <= MOST_NUMBERED) {
      return Math.max(SMALLEST_SIDE, Math.min(LARGEST_SIDE, NUMBERED_ROOM / classes));
    }
    return classes <= MOST_NAMED ? NAMED_SIDE : Math.max(1, MOST_POINTS / points);
  }

  private Font nameFont() {
    return DrawingFonts.sansSerif(Font.PLAIN, classes <= MOST_NUMBERED ? 13 : 9);
  }

  private int widestName() {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      FontMetrics metrics = graphics.getFontMetrics(nameFont());
      return report.classes().stream()
          .mapToInt(score -> metrics.stringWidth(name(score, metrics)))
          .max()
          .orElseThrow();
    } finally {
      graphics.dispose();
    }
  }

  private static String name(ClassScore score, FontMetrics metrics) {
    return DrawingFonts.fit(Printable.of(score.name()), metrics, LONGEST_NAME);
  }

  private BufferedImage draw() {
    boolean hasList = classes > MOST_NUMBERED && !report.mistakes().isEmpty();
    int matrix = points * side;
    int width = left + matrix + GAP + (hasList ? LIST_WIDTH : 0);
    int listed = hasList ? Math.min(MOST_LISTED, report.mistakes().size()) + 1 : 0;
    int height = Math.max(top + matrix, 2 * GAP + (3 + listed) * LINE) + GAP;
    BufferedImage image =
        new BufferedImage(Math.max(width, LEAST_WIDTH), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), height);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      drawTitle(graphics);
      drawFields(graphics);
      graphics.setColor(FRAME);
      graphics.drawRect(left - 1, top - 1, matrix + 1, matrix + 1);
      if (classes <= MOST_NAMED) {
        drawNames(graphics);
      }
      if (hasList) {
        drawList(graphics, left + matrix + 2 * GAP);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void drawTitle(Graphics2D graphics) {
    graphics.setColor(TEXT);
    graphics.setFont(DrawingFonts.sansSerif(Font.BOLD, 13));
    graphics.drawString(
        "top-1 %s, %s images, %s classes".formatted(report.top1().text(), report.images(), classes),
        GAP,
        GAP + BASELINE);
    graphics.setFont(DrawingFonts.sansSerif(Font.PLAIN, 13));
    graphics.drawString(
        "A row is a class, a column what it was taken for" + (perPoint > 1 ? several() : "."),
        GAP,
        GAP + LINE + BASELINE);
    graphics.drawString(
        "Blue is right, orange wrong, deeper the larger the share of the row.",
        GAP,
        GAP + 2 * LINE + BASELINE);
  }

  private String several() {
    return "; a point stands for %s x %s classes.".formatted(perPoint, perPoint);
  }

  private void drawFields(Graphics2D graphics) {
    long[] rows = new long[points];
    long[] right = new long[points * points];
    long[] wrong = new long[points * points];
    for (Confusion each : report.confusions()) {
      int row = each.truth() / perPoint;
      int place = row * points + each.predicted() / perPoint;
      rows[row] += each.images();
      (each.isRight() ? right : wrong)[place] += each.images();
    }
    graphics.setFont(DrawingFonts.sansSerif(Font.PLAIN, Math.min(13, side / 2)));
    for (int place = 0; place < right.length; place++) {
      if (wrong[place] > 0 && right[place] == 0) {
        // Few mistakes among many images are what one looks for.
        double share = Math.sqrt((double) wrong[place] / rows[place / points]);
        drawField(graphics, place, wrong[place], LEAST_DEPTH + (1 - LEAST_DEPTH) * share, WRONG);
      }
    }
    for (int place = 0; place < right.length; place++) {
      if (right[place] > 0) {
        long count = right[place] + wrong[place];
        drawField(graphics, place, count, (double) count / rows[place / points], RIGHT);
      }
    }
  }

  private void drawField(Graphics2D graphics, int place, long count, double depth, Color colour) {
    int x = left + place % points * side;
    int y = top + place / points * side;
    // A single point would not be seen.
    int around = side < LEAST_DOT ? 1 : 0;
    graphics.setColor(blend(colour, depth));
    graphics.fillRect(x - around, y - around, side + 2 * around, side + 2 * around);
    if (classes <= MOST_NUMBERED) {
      graphics.setColor(depth > DARK ? Color.WHITE : TEXT);
      drawNumber(graphics, count, x, y);
    }
  }

  private void drawNumber(Graphics2D graphics, long count, int x, int y) {
    String text = Long.toString(count);
    FontMetrics metrics = graphics.getFontMetrics();
    for (int size = graphics.getFont().getSize() - 1;
        metrics.stringWidth(text) > side - 2 && size > 5;
        size--) {
      metrics = graphics.getFontMetrics(DrawingFonts.sansSerif(Font.PLAIN, size));
    }
    Font usual = graphics.getFont();
    graphics.setFont(metrics.getFont());
    graphics.drawString(
        text,
        x + (side - metrics.stringWidth(text)) / 2,
        y + (side + metrics.getAscent() - metrics.getDescent()) / 2);
    graphics.setFont(usual);
  }

  private static Color blend(Color colour, double depth) {
    return new Color(
        blend(colour.getRed(), depth),
        blend(colour.getGreen(), depth),
        blend(colour.getBlue(), depth));
  }

  private static int blend(int value, double depth) {
    return (int) Math.round(255 - depth * (255 - value));
  }

  private void drawNames(Graphics2D graphics) {
    graphics.setColor(TEXT);
    graphics.setFont(nameFont());
    FontMetrics metrics = graphics.getFontMetrics();
    int down = (side + metrics.getAscent() - metrics.getDescent()) / 2;
    AffineTransform upright = graphics.getTransform();
    for (int i = 0; i < classes; i++) {
      String name = name(report.classes().get(i), metrics);
      graphics.drawString(name, left - GAP / 2 - metrics.stringWidth(name), top + i * side + down);
      graphics.rotate(-Math.PI / 2);
      graphics.drawString(name, -(top - GAP / 2), left + i * side + down);
      graphics.setTransform(upright);
    }
  }

  private void drawList(Graphics2D graphics, int x) {
    int y = 2 * GAP + 3 * LINE;
    graphics.setColor(TEXT);
    graphics.setFont(DrawingFonts.sansSerif(Font.BOLD, 13));
    graphics.drawString("most often taken for something else", x, y + BASELINE);
    graphics.setFont(DrawingFonts.sansSerif(Font.PLAIN, 13));
    FontMetrics metrics = graphics.getFontMetrics();
    List<Confusion> mistakes = report.mistakes();
    for (int i = 0; i < Math.min(MOST_LISTED, mistakes.size()); i++) {
      String text = ScoreText.mistake(report, mistakes.get(i));
      graphics.drawString(
          DrawingFonts.fit(text, metrics, LIST_WIDTH - 2 * GAP), x, y + (i + 1) * LINE + BASELINE);
    }
  }
}
