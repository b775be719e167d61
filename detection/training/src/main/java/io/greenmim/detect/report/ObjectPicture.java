package io.greenmim.detect.report;

import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.image.PixelImage;
import io.greenmim.train.report.DrawingFonts;
import io.greenmim.train.report.PngFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws boxes, masks and names over an image, a colour for each category. */
public final class ObjectPicture {

  private static final double GOLDEN_ANGLE = 0.381966;
  private static final float FIRST_HUE = 0.33f;
  private static final float SATURATION = 0.85f;
  private static final float BRIGHTNESS = 0.95f;
  private static final double MASK_SHARE = 0.45;
  private static final int LEAST_FONT = 10;
  private static final int SIDE_OF_FONT = 42;

  private ObjectPicture() {}

  /**
   * Draws objects over an image, of which people see three channels of 8 bits.
   *
   * @param image the image
   * @param objects the objects; later ones lie above
   * @return a new image of the same size
   * @throws IllegalArgumentException if a mask has not the size of the image
   */
  public static PixelImage draw(PixelImage image, List<DrawnObject> objects) {
    BufferedImage canvas =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
    copy(image, pixels);
    for (DrawnObject object : objects) {
      if (object.mask() != null) {
        tint(pixels, image, object.mask(), colour(object.category()));
      }
    }
    Graphics2D graphics = canvas.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    float line = Math.max(1, Math.min(image.width(), image.height()) / 250f);
    graphics.setStroke(new BasicStroke(line));
    int size = Math.max(LEAST_FONT, Math.min(image.width(), image.height()) / SIDE_OF_FONT);
    graphics.setFont(DrawingFonts.sansSerif(Font.BOLD, size));
    objects.forEach(object -> outline(graphics, object));
    objects.forEach(object -> label(graphics, object, image.width()));
    graphics.dispose();
    return toImage(image, pixels);
  }

  /**
   * Writes a picture as PNG, whole or not at all.
   *
   * @param picture the picture
   * @param file the file; its folder is made if need be
   * @throws IOException if it cannot be written
   */
  public static void write(PixelImage picture, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    copy(picture, ((DataBufferInt) image.getRaster().getDataBuffer()).getData());
    PngFile.write(file, image);
  }

  private static void copy(PixelImage image, int[] pixels) {
    byte[] rgb = image.toRgb().bytes();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
    }
  }

  /** Hues a golden angle apart: neighbouring numbers look different, and none comes twice soon. */
  private static Color colour(int category) {
    double hue = FIRST_HUE + category * GOLDEN_ANGLE;
    return Color.getHSBColor((float) (hue - Math.floor(hue)), SATURATION, BRIGHTNESS);
  }

  private static void tint(int[] pixels, PixelImage image, RunLengthMask mask, Color colour) {
    if (mask.width() != image.width() || mask.height() != image.height()) {
      throw new IllegalArgumentException(
          "mask: expected %s x %s pixels as the image has, got %s x %s"
              .formatted(image.width(), image.height(), mask.width(), mask.height()));
    }
    int at = 0;
    boolean inside = false;
    for (int run : mask.counts()) {
      for (int i = at; inside && i < at + run; i++) {
        // Runs go down the columns.
        int pixel = i % mask.height() * mask.width() + i / mask.height();
        pixels[pixel] = mix(pixels[pixel], colour);
      }
      at += run;
      inside = !inside;
    }
  }

  private static int mix(int pixel, Color colour) {
    int red = share(pixel >> 16 & 0xFF, colour.getRed());
    int green = share(pixel >> 8 & 0xFF, colour.getGreen());
    int blue = share(pixel & 0xFF, colour.getBlue());
    return red << 16 | green << 8 | blue;
  }

  private static int share(int below, int above) {
    return (int) Math.round((1 - MASK_SHARE) * below + MASK_SHARE * above);
  }

  private static void outline(Graphics2D graphics, DrawnObject object) {
    graphics.setColor(colour(object.category()));
    graphics.draw(
        new Rectangle2D.Float(
            object.x1(), object.y1(), object.x2() - object.x1(), object.y2() - object.y1()));
  }

  private static void label(Graphics2D graphics, DrawnObject object, int width) {
    String text =
        Double.isNaN(object.score())
            ? object.label()
            : String.format(Locale.ROOT, "%s %.2f", object.label(), object.score());
    FontMetrics metrics = graphics.getFontMetrics();
    int textWidth = metrics.stringWidth(text) + 4;
    int x = Math.max(0, Math.min(Math.round(object.x1()), width - textWidth));
    int y = Math.max(0, Math.round(object.y1()) - metrics.getHeight());
    Color background = colour(object.category());
    graphics.setColor(background);
    graphics.fillRect(x, y, textWidth, metrics.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.drawString(text, x + 2, y + metrics.getAscent());
  }

  private static PixelImage toImage(PixelImage like, int[] pixels) {
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return PixelImage.rgb(like.width(), like.height(), rgb);
  }
}
